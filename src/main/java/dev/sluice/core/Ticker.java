package dev.sluice.core;

import java.util.concurrent.locks.LockSupport;

/** Time as the pool sees it. Tests bring their own and move it by hand. Thread-safe. */
public interface Ticker {
  /** The time of {@link System#nanoTime()}. */
  static Ticker system() {
    return SystemTicker.INSTANCE;
  }

  /** Nanoseconds since some fixed moment; only differences mean anything. */
  long nanoTime();

  /**
   * Parks the current thread until it is unparked, interrupted or the moment has come. May return
   * early for no reason, as {@link LockSupport#park()} may.
   *
   * @param blocker what the thread waits for, as thread dumps show it
   * @param deadlineNanos the moment, on the scale of {@link #nanoTime()}
   */
  void parkUntil(Object blocker, long deadlineNanos);

  /** The real clock. */
  enum SystemTicker implements Ticker {
    INSTANCE;

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    public void parkUntil(Object blocker, long deadlineNanos) {
      long nanos = deadlineNanos - System.nanoTime();
      if (nanos > 0) {
        LockSupport.parkNanos(blocker, nanos);
      }
    }
  }
}
