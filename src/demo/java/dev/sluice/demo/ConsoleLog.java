package dev.sluice.demo;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** The log of everything that runs in the demo, one line a record, on the console. */
final class ConsoleLog {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
  private static final Formatter MESSAGES = new SimpleFormatter();
  private static final long RESET_LIMIT_NANOS = 1_000_000_000L;

  private final Logger root = Logger.getLogger("");
  private final Handler handler = new OneLine();

  private ConsoleLog() {}

  /** Replaces whatever handlers the JVM had. */
  static ConsoleLog install() {
    LogManager.getLogManager().reset();
    ConsoleLog log = new ConsoleLog();
    log.attach();
    return log;
  }

  /**
   * Takes the handler back that java.util.logging throws away when the JVM shuts down: its own
   * shutdown hook runs beside ours, and the drain would be silent.
   */
  void keepThroughShutdown() {
    long begin = System.nanoTime();
    while (isAttached() && System.nanoTime() - begin < RESET_LIMIT_NANOS) {
      Thread.onSpinWait();
    }
    if (!isAttached()) {
      attach();
    }
  }

  private void attach() {
    handler.setLevel(Level.INFO);
    root.setLevel(Level.INFO);
    root.addHandler(handler);
  }

  private boolean isAttached() {
    return Arrays.asList(root.getHandlers()).contains(handler);
  }

  private static String line(LogRecord entry) {
    String name = String.valueOf(entry.getLoggerName());
    String line =
        TIME.format(entry.getInstant().atZone(ZoneId.systemDefault()))
            + " %-7s ".formatted(entry.getLevel().getName())
            + name.substring(name.lastIndexOf('.') + 1)
            + ": "
            + MESSAGES.formatMessage(entry);
    return entry.getThrown() == null ? line : line + " (" + entry.getThrown() + ")";
  }

  /** Not a ConsoleHandler, since Tomcat gives those a format of its own. */
  private static final class OneLine extends Handler {
    @Override
    public void publish(LogRecord entry) {
      if (isLoggable(entry)) {
        System.out.println(line(entry));
      }
    }

    @Override
    public void flush() {
      System.out.flush();
    }

    @Override
    public void close() {
      flush();
    }
  }
}
