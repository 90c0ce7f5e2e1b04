package dev.sluice.core;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One borrow that waits. In the queue until it is answered or leaves. */
final class Waiter<R> {
  /** A waiter's answer when it gets no resource. */
  record Refusal(BorrowException.Reason reason, @Nullable Throwable cause) {}

  final Thread thread;
  final long since;

  /** Until when others may overtake. Written when it joins the queue, under the lock. */
  long overtakenUntil;

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

  /** Written before {@link #handed}, and read after it. */
  private long handedAt;

  Waiter(Thread thread, long since) {
    this.thread = thread;
    this.since = since;
  }

  /** The slot that was handed over; the waiter owns it. */
  @Nullable Slot<R> handed() {
    return handed;
  }

  /** When it was handed over. For who has seen that it was. */
  long handedAt() {
    return handedAt;
  }

  @Nullable Refusal refusal() {
    return refusal;
  }

  void hand(Slot<R> slot, long now) {
    handedAt = now;
    handed = slot;
  }

  void refuse(Refusal why) {
    refusal = why;
  }

  void unpark() {
    LockSupport.unpark(thread);
  }
}
