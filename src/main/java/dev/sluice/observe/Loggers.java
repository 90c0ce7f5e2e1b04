package dev.sluice.observe;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Loggers that belong to whoever brought these classes: the server, or the one application.
 *
 * <p>Tomcat keeps loggers by the context class loader of the thread that asks first, and closes an
 * application's with the application. A logger of the server's copy that some application's thread
 * had asked for would fall silent when that application goes.
 */
public final class Loggers {
  private Loggers() {}

  /** The logger of this name. */
  @SuppressWarnings("ReturnValueIgnored") // the JDK binds a logger at the first question only
  public static Logger of(String name) {
    Thread thread = Thread.currentThread();
    ClassLoader context = thread.getContextClassLoader();
    thread.setContextClassLoader(Loggers.class.getClassLoader());
    try {
      Logger logger = System.getLogger(name);
      logger.isLoggable(Level.INFO);
      return logger;
    } finally {
      thread.setContextClassLoader(context);
    }
  }
}
