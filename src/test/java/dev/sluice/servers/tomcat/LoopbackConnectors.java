package dev.sluice.servers.tomcat;

import java.lang.management.ManagementFactory;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerDelegate;
import javax.management.MBeanServerNotification;
import javax.management.Notification;
import javax.management.NotificationListener;
import javax.management.ObjectName;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Binds the connectors of a Tomcat in this JVM to the loopback address. Arquillian's adapter takes
 * its {@code bindAddress} for the host's name only, and listens everywhere.
 *
 * <p>A connector is registered as an MBean right before it binds, and whoever listens to
 * registrations is told on the registering thread.
 */
class LoopbackConnectors implements BeforeAllCallback, AfterAllCallback, NotificationListener {
  private static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();

  @Override
  public void beforeAll(ExtensionContext context) throws JMException {
    BEANS.addNotificationListener(MBeanServerDelegate.DELEGATE_NAME, this, null, null);
  }

  @Override
  public void afterAll(ExtensionContext context) throws JMException {
    BEANS.removeNotificationListener(MBeanServerDelegate.DELEGATE_NAME, this);
  }

  @Override
  public void handleNotification(Notification notification, Object handback) {
    if (notification instanceof MBeanServerNotification registration
        && registration.getType().equals(MBeanServerNotification.REGISTRATION_NOTIFICATION)
        && "Connector".equals(registration.getMBeanName().getKeyProperty("type"))) {
      bindToLoopback(registration.getMBeanName());
    }
  }

  private static void bindToLoopback(ObjectName connector) {
    try {
      BEANS.setAttribute(connector, new Attribute("address", "127.0.0.1"));
    } catch (JMException e) {
      throw new IllegalStateException(connector + " would listen on all addresses", e);
    }
  }
}
