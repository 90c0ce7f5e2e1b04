package dev.sluice.lifecycle;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import org.jspecify.annotations.Nullable;

/**
 * Ends an application's pools with the application. The drain happens inside {@link
 * #contextDestroyed}, since servers take away JNDI and the classes right after it.
 *
 * <p>{@link SluiceInitializer} adds it where servers call it. Where they don't, or where listeners
 * of the application need the database while it stops, declare it as the first {@code <listener>}
 * of {@code web.xml}: listeners stop in the reverse order, and only the first of two acts.
 */
public final class SluiceListener implements ServletContextListener {
  /** One for each copy of this class: each ends the pools that its own copy has built. */
  private static final String ACTING =
      SluiceListener.class.getName() + ".acting." + System.identityHashCode(SluiceListener.class);

  /** The application's, where it is known from before. */
  private final @Nullable ClassLoader application;

  /** Made by a server, for a listener that is declared. */
  public SluiceListener() {
    application = null;
  }

  /**
   * For an initializer to add. Tomcat up to 10.0, and so TomEE, lets such a listener ask its
   * context for little, and not for the class loader. Public, since another copy's initializer
   * calls it by reflection.
   */
  public SluiceListener(ClassLoader application) {
    this.application = application;
  }

  private ClassLoader application(ServletContext context) {
    return application == null ? context.getClassLoader() : application;
  }

  @Override
  public void contextInitialized(ServletContextEvent event) {
    ServletContext context = event.getServletContext();
    if (context.getAttribute(ACTING) == null) {
      context.setAttribute(ACTING, this);
      Applications.started(application(context), context.getContextPath());
    }
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    ServletContext context = event.getServletContext();
    Object acting = context.getAttribute(ACTING);
    if (acting == null || acting == this) {
      Applications.ended(application(context));
    }
  }
}
