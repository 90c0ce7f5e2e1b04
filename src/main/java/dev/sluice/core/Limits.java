package dev.sluice.core;

import java.time.Duration;

/**
 * The bounds of a pool.
 *
 * @param minSize resources kept open even when idle, 0 to {@code maxSize}
 * @param maxSize the most resources open at once, those being opened and closed included; at least
 *     1
 * @param maxConnecting the most resources being opened at once, at least 1
 * @param maxWaiters the most borrowers waiting at once; 0 for no limit
 * @param idleTimeout how long a resource above {@code minSize} may be idle; zero for no limit
 * @param maxLifetime how old a resource may become; zero for no limit
 * @param keepaliveInterval how long a resource is idle before it is tested in the background; zero
 *     for never
 * @param callTimeout how long each call may take that the pool makes for itself: a test, a
 *     refreshing, the clean-up of a holder; positive
 * @param leakTimeout how long a resource may be lent before that is reported; zero for no limit
 * @param reclaimLeaks whether a resource lent for longer than {@code leakTimeout} is taken back
 */
public record Limits(
    int minSize,
    int maxSize,
    int maxConnecting,
    int maxWaiters,
    Duration idleTimeout,
    Duration maxLifetime,
    Duration keepaliveInterval,
    Duration callTimeout,
    Duration leakTimeout,
    boolean reclaimLeaks) {

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public Limits {
    require(maxSize >= 1, "maxSize must be at least 1, not " + maxSize);
    require(
        minSize >= 0 && minSize <= maxSize,
        "minSize must be between 0 and maxSize (" + maxSize + "), not " + minSize);
    require(maxConnecting >= 1, "maxConnecting must be at least 1, not " + maxConnecting);
    require(maxWaiters >= 0, "maxWaiters must not be negative: " + maxWaiters);
    requireNotNegative("idleTimeout", idleTimeout);
    requireNotNegative("maxLifetime", maxLifetime);
    requireNotNegative("keepaliveInterval", keepaliveInterval);
    requireNotNegative("leakTimeout", leakTimeout);
    require(!callTimeout.isNegative() && !callTimeout.isZero(), "callTimeout must be positive");
  }

  /** Bounds with a size, and nothing that happens by itself. */
  public static Limits ofSize(int minSize, int maxSize) {
    return new Limits(
        minSize,
        maxSize,
        maxSize,
        0,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ofSeconds(5),
        Duration.ZERO,
        false);
  }

  private static void requireNotNegative(String name, Duration duration) {
    require(!duration.isNegative(), name + " must not be negative: " + duration);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
