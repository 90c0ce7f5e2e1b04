package dev.sluice.core;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A clock that a test moves by hand. */
final class HandTicker implements Ticker {
  private final AtomicLong now = new AtomicLong();
  private final Map<Thread, Long> parked = new ConcurrentHashMap<>();

  @Override
  public long nanoTime() {
    return now.get();
  }

  @Override
  public void parkUntil(Object blocker, long deadlineNanos) {
    Thread me = Thread.currentThread();
    parked.put(me, deadlineNanos);
    if (now.get() < deadlineNanos) {
      LockSupport.park(blocker);
    }
    parked.remove(me);
  }

  /** Moves the clock and wakes those whose moment has come. */
  void advance(Duration by) {
    long moment = now.addAndGet(by.toNanos());
    parked.forEach(
        (thread, deadline) -> {
          if (deadline <= moment) {
            LockSupport.unpark(thread);
          }
        });
  }

  /** Whether this thread is parked until some moment. */
  boolean isParked(Thread thread) {
    return parked.containsKey(thread);
  }
}
