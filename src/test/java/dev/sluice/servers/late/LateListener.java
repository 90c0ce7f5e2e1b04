package dev.sluice.servers.late;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/**
 * An application that does not want to end: it looks its DataSource up and borrows while it is
 * stopped, and a thread of it goes on after that. What it sees goes to the server's log.
 */
@WebListener
public final class LateListener implements ServletContextListener {
  private static final int ENOUGH = 20;
  private static final Duration PAUSE = Duration.ofMillis(25);

  /** The thread that goes on has been through all that it does. */
  private final CountDownLatch begun = new CountDownLatch(1);

  private DataSource kept;

  /** Made by the server. */
  public LateListener() {}

  @Override
  public void contextInitialized(ServletContextEvent event) {
    try {
      kept = lookedUp();
    } catch (NamingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    log("late: during: " + (works() ? "worked" : "refused"));
    Thread late = new Thread(this::goOn, "late");
    late.setDaemon(true);
    late.start();
    awaitBegun();
  }

  /**
   * A server's class loader may give no class any more once the application has stopped, not even
   * {@code java.lang.System}: the thread has to have used all that it needs before.
   */
  private void awaitBegun() {
    try {
      if (!begun.await(20, TimeUnit.SECONDS)) {
        log("late: has not begun");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Until it was refused often enough to believe that the end is the end. */
  private void goOn() {
    int refused = 0;
    int workedAgain = 0;
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (refused < ENOUGH && System.nanoTime() - deadline < 0) {
      if (!works()) {
        refused++;
      } else if (refused > 0) {
        workedAgain++;
        refused = 0;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
      begun.countDown();
    }
    log("late: after: refused " + refused + " times in a row, worked again " + workedAgain);
  }

  /** To the server's own log: an application's may end with the application. */
  private static void log(String what) {
    Thread thread = Thread.currentThread();
    ClassLoader application = thread.getContextClassLoader();
    thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
    try {
      Logger.getLogger("late").info(what);
    } finally {
      thread.setContextClassLoader(application);
    }
  }

  /** Whether a lookup, or the DataSource of an earlier lookup, still gives a connection. */
  private boolean works() {
    boolean works = borrows(kept);
    try {
      works |= borrows(lookedUp());
    } catch (NamingException | RuntimeException e) {
      // The server has taken JNDI away, or the factory refuses.
    }
    return works;
  }

  private static boolean borrows(DataSource source) {
    try (Connection connection = source.getConnection()) {
      return !connection.isClosed();
    } catch (SQLException | RuntimeException e) {
      return false;
    }
  }

  @SuppressWarnings("BanJNDI") // a constant name, in the server's own tree: what is tested here
  private static DataSource lookedUp() throws NamingException {
    return InitialContext.doLookup("java:comp/env/jdbc/app");
  }
}
