package dev.sluice.lifecycle;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.BeforeShutdown;
import jakarta.enterprise.inject.spi.Extension;

/**
 * Ends an application's pools with its CDI container, for servers that do not call {@link
 * SluiceInitializer}: Open Liberty with the jar in a shared library.
 */
public final class SluiceExtension implements Extension {
  /** Made by the CDI container. */
  public SluiceExtension() {}

  /** The container, and with it the application, ends. */
  public void beforeShutdown(@Observes BeforeShutdown event) {
    ClassLoader application = Thread.currentThread().getContextClassLoader();
    if (application != null) {
      Applications.ended(application);
    }
  }
}
