package dev.sluice.core;

import org.jspecify.annotations.Nullable;

/**
 * Watches a pool. Called without a lock, on whichever thread did the thing; what a listener throws
 * is dropped. Implementations are thread-safe and quick. Nothing is called on the fast path.
 *
 * @param <R> the resource
 */
public interface PoolListener<R> {
  /**
   * A resource was opened.
   *
   * @param nanos how long that took
   */
  default void opened(R resource, long nanos) {}

  /**
   * An attempt to open a resource failed.
   *
   * @param attempts how many have failed in a row
   * @param retryNanos when the next attempt may start, in nanoseconds from now
   */
  default void openFailed(Throwable cause, int attempts, long retryNanos) {}

  /** An attempt succeeded after some had failed. */
  default void recovered(int failedAttempts) {}

  /**
   * A resource was closed.
   *
   * @param cause what broke it, where that is known
   */
  default void closed(R resource, Retirement why, @Nullable Throwable cause) {}

  /** All resources opened before this moment will be tested before they are lent. */
  default void suspected(@Nullable Throwable cause) {}

  /** A borrow ended without a resource. */
  default void borrowFailed(BorrowException failure) {}

  /**
   * A resource has been lent for longer than {@code leakTimeout}. Once a loan.
   *
   * @param lentNanos for how long it has been lent at least
   * @param reclaimed whether it was taken back
   */
  default void leaked(R resource, Holder holder, long lentNanos, boolean reclaimed) {}

  /**
   * A resource that was reported as leaked has been given back by its holder after all.
   *
   * @param holder who was reported
   * @param lentNanos for how long it was lent, at most
   */
  default void leakReturned(R resource, Holder holder, long lentNanos) {}
}
