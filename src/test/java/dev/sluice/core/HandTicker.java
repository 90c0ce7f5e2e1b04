package dev.sluice.core;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A clock that a test moves by hand. */
final class HandTicker implements Ticker {
  private final AtomicLong now = new AtomicLong();

  /** One stay of a thread; compared by identity. */
  private static final class Stay {
    final long deadline;

    Stay(long deadline) {
      this.deadline = deadline;
    }
  }

  private final Map<Thread, Stay> parked = new ConcurrentHashMap<>();

  @Override
  public long nanoTime() {
    return now.get();
  }

  @Override
  public void parkUntil(Object blocker, long deadlineNanos) {
    Thread me = Thread.currentThread();
    parked.put(me, new Stay(deadlineNanos));
    if (now.get() < deadlineNanos) {
      LockSupport.park(blocker);
    }
    parked.remove(me);
  }

  /** Moves the clock, wakes those whose moment has come, and waits until they are awake. */
  void advance(Duration by) {
    long moment = now.addAndGet(by.toNanos());
    parked.forEach(
        (thread, stay) -> {
          if (stay.deadline <= moment) {
            while (parked.get(thread) == stay && thread.isAlive()) {
              LockSupport.unpark(thread);
              LockSupport.parkNanos(20_000);
            }
          }
        });
  }

  /** How many borrowers of a test are parked until some moment. */
  long parkedBorrowers() {
    return parked.keySet().stream()
        .filter(thread -> thread.getName().equals("test-borrower"))
        .count();
  }

  /** Whether this thread is parked until some moment. */
  boolean isParked(Thread thread) {
    return parked.containsKey(thread);
  }
}
