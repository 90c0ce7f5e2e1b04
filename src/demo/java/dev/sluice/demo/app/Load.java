package dev.sluice.demo.app;

import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What the "make load" button does: threads that move money, more of them than connections. */
final class Load {
  private static final System.Logger LOGGER = System.getLogger("dev.sluice.demo.app");

  private final Bank bank;
  private final AtomicInteger running = new AtomicInteger();
  private final LongAdder transfers = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final AtomicBoolean ended = new AtomicBoolean();

  Load(Bank bank) {
    this.bank = bank;
  }

  /** Starts that many threads, each for that many seconds. */
  void start(int threads, int seconds) {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    for (int thread = 0; thread < threads; thread++) {
      running.incrementAndGet();
      Thread worker = new Thread(() -> work(end), "load-" + thread);
      worker.setDaemon(true);
      worker.start();
    }
  }

  /** Lets every thread end after what it does now. */
  void end() {
    ended.set(true);
  }

  /** How many threads are at it. */
  int running() {
    return running.get();
  }

  /** How many transfers were committed since the start. */
  long transfers() {
    return transfers.sum();
  }

  /** How many failed with an exception. */
  long failures() {
    return failures.sum();
  }

  /** One transfer between two accounts that chance picks. */
  void transferByChance() throws SQLException {
    ThreadLocalRandom chance = ThreadLocalRandom.current();
    int from = 1 + chance.nextInt(Bank.ACCOUNTS);
    int to = 1 + (from + chance.nextInt(Bank.ACCOUNTS - 1)) % Bank.ACCOUNTS;
    if (bank.transfer(from, to, 1 + chance.nextInt(50))) {
      transfers.increment();
    }
  }

  private void work(long end) {
    try {
      while (!ended.get() && System.nanoTime() - end < 0) {
        transferByChance();
      }
    } catch (SQLException e) {
      failures.increment();
      LOGGER.log(Level.WARNING, "A transfer failed: {0}", e.getMessage());
    } finally {
      running.decrementAndGet();
    }
  }
}
