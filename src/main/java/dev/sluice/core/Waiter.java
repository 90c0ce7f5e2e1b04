package dev.sluice.core;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One borrow that waits. In the queue until it is answered or leaves. */
final class Waiter<R> {
  /** A waiter's answer when it gets no resource. */
  record Refusal(BorrowException.Reason reason, @Nullable Throwable cause) {}

  final Thread thread;
  final long since;

  /** The how many-th it is of those that have joined. Guarded by the queue's lock. */
  long number;

  /** Guarded by the queue's lock. */
  @Nullable Waiter<R> previous;

  /** Guarded by the queue's lock. */
  @Nullable Waiter<R> next;

  /** Guarded by the queue's lock. */
  boolean queued;

  /**
   * At most one of both is set, once, under the lock, by whoever takes the waiter off the queue.
   */
  private volatile @Nullable Slot<R> handed;

  private volatile @Nullable Refusal refusal;

  Waiter(Thread thread, long since) {
    this.thread = thread;
    this.since = since;
  }

  /** The slot that was handed over; the waiter owns it. */
  @Nullable Slot<R> handed() {
    return handed;
  }

  @Nullable Refusal refusal() {
    return refusal;
  }

  void hand(Slot<R> slot) {
    handed = slot;
  }

  void refuse(Refusal why) {
    refusal = why;
  }

  void unpark() {
    LockSupport.unpark(thread);
  }
}
