package dev.sluice.demo;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Starts PostgreSQL, Tomcat and the bank, serves until Ctrl-C or for {@code -Ddemo.seconds}, and
 * takes everything down again in order, so that the pool's drain shows in the log.
 */
public final class Demo {
  private final Logger logger = System.getLogger("dev.sluice.demo");
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final DemoDatabase database;
  private final DemoServer server;

  private Demo(DemoDatabase database, DemoServer server) {
    this.database = database;
    this.server = server;
  }

  /** Takes its paths from the system properties that the build sets, all below {@code demo.}. */
  public static void main(String[] arguments) throws Exception {
    ConsoleLog log = ConsoleLog.install();
    Path directory = Path.of(System.getProperty("demo.directory"));
    DemoDatabase database = DemoDatabase.start(directory.resolve("postgresql"));
    Demo demo;
    try {
      demo = new Demo(database, DemoServer.start(directory.resolve("tomcat"), database));
    } catch (Exception e) {
      database.close();
      throw e;
    }
    demo.serve(log);
  }

  private void serve(ConsoleLog log) throws InterruptedException {
    Thread onInterrupt =
        new Thread(
            () -> {
              log.keepThroughShutdown();
              stop();
            },
            "demo-shutdown");
    Runtime.getRuntime().addShutdownHook(onInterrupt);

    String seconds = System.getProperty("demo.seconds", "");
    logger.log(Level.INFO, "The demo is at {0}", server.address());
    if (seconds.isEmpty()) {
      logger.log(Level.INFO, "Ctrl-C ends it.");
      stopped.await();
    } else {
      logger.log(Level.INFO, "It ends by itself in {0} seconds.", seconds);
      if (!stopped.await(Long.parseLong(seconds), TimeUnit.SECONDS)) {
        stop();
      }
    }
  }

  /** The application first, then the server, then the database: the order of a real shutdown. */
  private void stop() {
    if (!stopping.compareAndSet(false, true)) {
      return;
    }
    try {
      logger.log(Level.INFO, "Undeploying the application.");
      server.undeploy();
      logger.log(
          Level.INFO,
          "Sessions of the pool that PostgreSQL still has: {0}",
          database.sessions(DemoServer.APPLICATION_NAME));
      server.close();
      database.close();
      logger.log(Level.INFO, "Everything is stopped.");
    } finally {
      stopped.countDown();
    }
  }
}
