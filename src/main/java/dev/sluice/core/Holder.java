package dev.sluice.core;

import org.jspecify.annotations.Nullable;

/** Whoever a resource is lent to. What the borrower puts into the slot so that it can be found. */
public interface Holder {
  /**
   * Ends the loan from the pool's side. The holder can't use the resource afterwards.
   *
   * @param reason what its next call is told
   * @return true if this call ended the loan: the pool owns the resource again. False if the holder
   *     has ended it, or is about to: it will come back by itself.
   */
  boolean revoke(String reason);

  /** The thread that borrowed. */
  Thread borrower();

  /** Where the borrow happened, or null where that was not recorded. */
  @Nullable Throwable borrowedAt();
}
