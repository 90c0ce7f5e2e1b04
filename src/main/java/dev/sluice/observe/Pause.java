package dev.sluice.observe;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Lets one through, and nobody else for a while. Thread-safe. */
final class Pause {
  private final long nanos;

  /** When the next one goes through. Whoever moves it has gone through. */
  private final AtomicLong next = new AtomicLong(System.nanoTime());

  Pause(Duration length) {
    nanos = length.toNanos();
  }

  /** Whether the pause is over; the next one begins then. */
  boolean over() {
    long now = System.nanoTime();
    long moment = next.get();
    return now - moment >= 0 && next.compareAndSet(moment, now + nanos);
  }
}
