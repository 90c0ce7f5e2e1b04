package dev.sluice.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a drain did.
 *
 * @param elapsedNanos how long it took
 * @param lentAtStart how many resources were lent when it began
 * @param refusedWaiters how many borrowers waited and were refused
 * @param cancelled how many resources were asked to cancel what they ran
 * @param cutOff the loans that the pool ended itself
 * @param leftOpen how many resources were still being opened or closed when time was up
 * @param threadsEnded whether all the pool's threads have ended
 */
public record DrainReport(
    long elapsedNanos,
    int lentAtStart,
    int refusedWaiters,
    int cancelled,
    List<CutOff> cutOff,
    int leftOpen,
    boolean threadsEnded) {

  /**
   * A loan that the pool ended.
   *
   * @param borrower the name of the thread that borrowed
   * @param borrowedAt where it borrowed, or null where that was not recorded
   * @param whereNow what that thread was doing when it was cut off; empty if it had ended
   * @param resource the resource, as its {@code toString} tells
   */
  public record CutOff(
      String borrower,
      @Nullable Throwable borrowedAt,
      List<StackTraceElement> whereNow,
      String resource) {}
}
