package dev.sluice.core;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How long to leave a server alone that refuses: exponential, with jitter, so that many pools do
 * not come back at the same moment. Guarded by the pool's lock.
 */
final class Backoff {
  static final long FIRST_NANOS = Duration.ofMillis(100).toNanos();
  static final long MOST_NANOS = Duration.ofSeconds(5).toNanos();
  private static final int DOUBLINGS = 6;

  private final RandomGenerator random;
  private int failures;
  private long nextAttemptAt;
  private @Nullable Throwable lastFailure;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /**
   * Notes a failure. Returns how long to wait, in nanoseconds: half of it fixed, half by chance.
   */
  long failed(Throwable cause, long now) {
    long full = Math.min(MOST_NANOS, FIRST_NANOS << Math.min(failures, DOUBLINGS));
    long wait = full / 2 + random.nextLong(full / 2 + 1);
    failures++;
    lastFailure = cause;
    nextAttemptAt = now + wait;
    return wait;
  }

  /** Notes a success. Returns how many failures went before it. */
  int succeeded() {
    int before = failures;
    failures = 0;
    lastFailure = null;
    return before;
  }

  boolean active() {
    return failures > 0;
  }

  int failures() {
    return failures;
  }

  long nextAttemptAt() {
    return nextAttemptAt;
  }

  @Nullable Throwable lastFailure() {
    return lastFailure;
  }
}
