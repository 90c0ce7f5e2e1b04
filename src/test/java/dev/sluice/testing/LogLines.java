package dev.sluice.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What one logger is told while this is open, at every level; nothing of it is printed. */
public final class LogLines implements AutoCloseable {
  private final Logger logger;
  private final Level levelBefore;
  private final boolean printedBefore;
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          records.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  /**
   * @param name the logger's name
   */
  public LogLines(String name) {
    logger = Logger.getLogger(name);
    levelBefore = logger.getLevel();
    printedBefore = logger.getUseParentHandlers();
    logger.setLevel(Level.ALL);
    logger.setUseParentHandlers(false);
    logger.addHandler(handler);
  }

  /** One line a record: level and message. */
  public List<String> all() {
    return records.stream()
        .map(record -> record.getLevel().getName() + " " + record.getMessage())
        .toList();
  }

  /** Those that contain {@code part}. */
  public List<String> with(String part) {
    return all().stream().filter(line -> line.contains(part)).toList();
  }

  /** What was thrown with the record that contains {@code part}; null if nothing was. */
  public Throwable thrownWith(String part) {
    return records.stream()
        .filter(record -> record.getMessage().contains(part))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no line with " + part + " in " + all()))
        .getThrown();
  }

  @Override
  public void close() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(printedBefore);
    logger.setLevel(levelBefore);
  }
}
