package dev.sluice.core;

import dev.sluice.core.BorrowException.Phase;
import dev.sluice.core.BorrowException.Reason;
import org.jspecify.annotations.Nullable;

/** One borrow that did not succeed at the first look: it waits, tests, and tries again. */
final class Borrowing<R> {
  private final Pool<R> pool;
  private final WaitQueue<R> queue;
  private final Ticker ticker;
  private final long start;
  private final long deadline;
  private long testingNanos;
  private @Nullable Throwable lastFailure;

  Borrowing(Pool<R> pool, long timeoutNanos) {
    this.pool = pool;
    this.queue = pool.queue;
    this.ticker = pool.ticker;
    this.start = ticker.nanoTime();
    this.deadline = start + timeoutNanos;
  }

  /**
   * Goes on until there is a live resource.
   *
   * @param claimed a slot that the caller has claimed and not looked at, or null
   */
  Slot<R> run(@Nullable Slot<R> claimed) throws BorrowException {
    pool.maintenance.start();
    int tries = 0;
    Slot<R> slot = claimed;
    while (true) {
      if (slot == null || !queue.undisturbed()) {
        if (slot != null) {
          // Others have waited for longer: it is theirs.
          pool.publish(slot);
        }
        slot = await();
      }
      if (lives(slot)) {
        return slot;
      }
      pool.capacity.dispose(slot, Retirement.DEAD_AT_BORROW, null, false);
      if (++tries > pool.limits.maxSize()) {
        throw failure(Reason.ALL_DEAD, Phase.TESTING, null);
      }
      slot = queue.undisturbed() ? pool.claim() : null;
    }
  }

  /** Looks at a slot that this thread owns, and asks the resource where a look is not enough. */
  private boolean lives(Slot<R> slot) throws BorrowException {
    int suspicion = pool.suspicion();
    ResourcePolicy.Verdict verdict = pool.look(slot);
    if (verdict == ResourcePolicy.Verdict.DISCARD) {
      return false;
    }
    if (verdict == ResourcePolicy.Verdict.LEND && slot.clearedSuspicion == suspicion) {
      return true;
    }
    long begun = ticker.nanoTime();
    long left = deadline - begun;
    if (left <= 0) {
      pool.publish(slot);
      throw failure(Reason.TIMEOUT, phase(), lastFailure);
    }
    boolean alive = pool.test(slot, left);
    testingNanos += ticker.nanoTime() - begun;
    if (alive) {
      slot.clearedSuspicion = suspicion;
    }
    return alive;
  }

  private Slot<R> await() throws BorrowException {
    Waiter<R> waiter = new Waiter<>(Thread.currentThread(), ticker.nanoTime());
    Reason refused = queue.join(waiter, pool.limits.maxWaiters());
    if (refused != null) {
      throw failure(refused, phase(), pool.capacity.lastFailure());
    }
    while (true) {
      Slot<R> found = take(waiter);
      if (found != null) {
        return found;
      }
      long now = ticker.nanoTime();
      long wake = deadline;
      if (pool.capacity.hasRoom()) {
        long growth = growth(waiter);
        if (now - growth >= 0) {
          // After each look in vain: what was being opened for this waiter others may have taken.
          pool.capacity.pump();
        } else {
          wake = growth;
        }
      }
      boolean timedOut = now - deadline >= 0;
      if (timedOut || Thread.interrupted()) {
        return giveUp(waiter, timedOut);
      }
      if (queue.insist(waiter, now)) {
        continue;
      }
      // Any lock taken since the look may have used up the unpark that called this waiter.
      if (!queue.calls(waiter)) {
        // No lock from here on: one that has to keep its bound itself from now on is unparked.
        ticker.parkUntil(pool, queue.bound(waiter, wake));
      }
    }
  }

  /** From when on this waiter has another resource opened, instead of waiting for one to return. */
  private long growth(Waiter<R> waiter) {
    // Not later than half-way: those that wait for a short time must have the pool grow as well.
    return waiter.since + Math.min(pool.capacity.patienceNanos(), (deadline - waiter.since) / 2);
  }

  /** What was handed to this waiter, or an idle slot if it is the oldest; null to wait on. */
  private @Nullable Slot<R> take(Waiter<R> waiter) throws BorrowException {
    queue.looking(waiter);
    Slot<R> answer = answered(waiter);
    if (answer != null || !queue.isHead(waiter)) {
      return answer;
    }
    Slot<R> claimed = pool.claim();
    if (claimed == null) {
      return null;
    }
    if (queue.leave(waiter)) {
      pool.passOn();
      return claimed;
    }
    // Answered between the look and the claim: one of both is enough.
    pool.publish(claimed);
    return answered(waiter);
  }

  private @Nullable Slot<R> answered(Waiter<R> waiter) throws BorrowException {
    Waiter.Refusal refusal = waiter.refusal();
    Slot<R> handed = waiter.handed();
    if (refusal == null && handed == null) {
      return null;
    }
    // A signal may have come since the last look. It would stay with this waiter for good, and no
    // other one be woken.
    queue.looking(waiter);
    // A releaser may have relied on this waiter's look at the slots; somebody else has to look.
    pool.passOn();
    if (refusal != null) {
      Throwable cause = refusal.cause() != null ? refusal.cause() : pool.capacity.lastFailure();
      throw failure(refusal.reason(), phase(), cause);
    }
    return handed;
  }

  private Slot<R> giveUp(Waiter<R> waiter, boolean timedOut) throws BorrowException {
    if (!timedOut) {
      Thread.currentThread().interrupt();
    }
    if (!queue.leave(waiter)) {
      Slot<R> handed = answered(waiter);
      if (handed != null) {
        return handed;
      }
    }
    pool.passOn();
    Reason reason = timedOut ? Reason.TIMEOUT : Reason.INTERRUPTED;
    throw failure(reason, phase(), pool.capacity.lastFailure());
  }

  /** What has used the time up so far. */
  private Phase phase() {
    if (testingNanos > (ticker.nanoTime() - start) / 2) {
      return Phase.TESTING;
    }
    return pool.capacity.hasRoom() ? Phase.CONNECTING : Phase.WAITING;
  }

  private BorrowException failure(Reason reason, Phase phase, @Nullable Throwable cause) {
    pool.countBorrowFailure();
    BorrowException failure =
        new BorrowException(reason, phase, ticker.nanoTime() - start, pool.snapshot(), cause);
    pool.borrowFailed(failure);
    return failure;
  }
}
