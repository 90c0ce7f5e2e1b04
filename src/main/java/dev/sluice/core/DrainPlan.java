package dev.sluice.core;

import java.time.Duration;

/**
 * How much time each step of a drain has.
 *
 * @param drainTimeout how long holders have to end their loans by themselves
 * @param cancelGrace how long they have after what they run was cancelled
 * @param abortGrace how long the pool then waits for what it cut off, and for its threads, to end
 */
public record DrainPlan(Duration drainTimeout, Duration cancelGrace, Duration abortGrace) {
  private static final Duration CANCEL_GRACE = Duration.ofSeconds(1);
  private static final Duration ABORT_GRACE = Duration.ofMillis(800);

  /** A plan with the usual graces after the time that holders have. */
  public static DrainPlan within(Duration drainTimeout) {
    return new DrainPlan(drainTimeout, CANCEL_GRACE, ABORT_GRACE);
  }
}
