package dev.sluice.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a condition, at most until a deadline. */
public final class Await {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private Await() {}

  /**
   * Returns as soon as {@code condition} holds.
   *
   * @param what the condition in words, for the failure's message
   * @param limit how long to wait at most
   * @param condition looked at again and again, about every 20 ms
   * @param seen what there was instead, for the failure's message
   * @throws AssertionError if the condition did not hold within {@code limit}
   */
  public static void until(
      String what, Duration limit, BooleanSupplier condition, Supplier<?> seen) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError(
            "Waited " + limit.toMillis() + " ms for: " + what + ". There was: " + seen.get());
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }
}
