package dev.sluice.core;

import org.jspecify.annotations.Nullable;

/**
 * Where loans end. Each verb ends the loan that it is given, and does nothing if that loan is over:
 * the pool may have cut it off. Never throws. Thread-safe.
 *
 * @param <R> the resource
 */
public interface Returns<R> {
  /**
   * The resource was not touched: ends the loan in one step where nothing stands against it.
   *
   * @return false if the loan is over
   */
  boolean releaseUnused(Slot<R> slot, long loan);

  /** The resource is clean, and may be lent again at once. */
  void release(Slot<R> slot, long loan);

  /** The resource needs {@link ResourcePolicy#refresh} before it is lent again. */
  void refresh(Slot<R> slot, long loan);

  /**
   * The resource is of no use any more.
   *
   * @param cause what broke it, or null
   */
  void discard(Slot<R> slot, long loan, @Nullable Throwable cause);

  /**
   * Makes every resource that is open now suspect: it is tested before it is lent, once.
   *
   * @param cause what gave rise to it, or null
   */
  void suspectOthers(@Nullable Throwable cause);
}
