package dev.sluice.core;

import dev.sluice.core.BorrowException.Phase;
import dev.sluice.core.BorrowException.Reason;
import org.jspecify.annotations.Nullable;

/** One borrow that did not succeed at the first look: it waits, tests, and tries again. */
final class Borrowing<R> {
  /** What all borrows of a pool share. */
  record Parts<R>(
      Limits limits,
      ResourcePolicy<R> policy,
      Slots<R> slots,
      WaitQueue<R> queue,
      Lending<R> lending,
      Disposal<R> disposal,
      Permits<R> permits,
      Openings<R> openings,
      Suspicion suspicion,
      Figures<R> figures,
      Ticker ticker) {}

  private final Parts<R> parts;
  private final WaitQueue<R> queue;
  private final Lending<R> lending;
  private final Ticker ticker;
  private final long start;
  private final long deadline;
  private long testingNanos;
  private @Nullable Throwable lastFailure;

  Borrowing(Parts<R> parts, long timeoutNanos) {
    this.parts = parts;
    this.queue = parts.queue();
    this.lending = parts.lending();
    this.ticker = parts.ticker();
    this.start = ticker.nanoTime();
    this.deadline = start + timeoutNanos;
  }

  /**
   * Goes on until there is a live resource.
   *
   * @param claimed a slot that the caller has claimed and not looked at, or null
   */
  Slot<R> run(@Nullable Slot<R> claimed) throws BorrowException {
    int tries = 0;
    Slot<R> slot = claimed;
    while (true) {
      if (slot == null || !queue.undisturbed()) {
        if (slot != null) {
          // Others have waited for longer: it is theirs.
          lending.publish(slot);
        }
        slot = await();
      }
      if (lives(slot)) {
        return slot;
      }
      parts.disposal().dispose(slot, Retirement.DEAD_AT_BORROW, null);
      if (++tries > parts.limits().maxSize()) {
        throw failure(Reason.ALL_DEAD, Phase.TESTING, null);
      }
      slot = queue.undisturbed() ? parts.slots().claim() : null;
    }
  }

  /** Looks at a slot that this thread owns, and asks the resource where a look is not enough. */
  private boolean lives(Slot<R> slot) throws BorrowException {
    int suspicion = parts.suspicion().now();
    ResourcePolicy.Verdict verdict = look(parts.policy(), slot);
    if (verdict == ResourcePolicy.Verdict.DISCARD) {
      return false;
    }
    if (verdict == ResourcePolicy.Verdict.LEND && slot.clearedSuspicion == suspicion) {
      return true;
    }
    long begun = ticker.nanoTime();
    long left = deadline - begun;
    if (left <= 0) {
      lending.publish(slot);
      throw failure(Reason.TIMEOUT, phase(), lastFailure);
    }
    boolean alive = test(slot, Math.min(left, parts.limits().callTimeout().toNanos()));
    testingNanos += ticker.nanoTime() - begun;
    if (alive) {
      slot.clearedSuspicion = suspicion;
    }
    return alive;
  }

  /** Looks at a resource, for its owner. Whatever is thrown means that it is dead. */
  static <R> ResourcePolicy.Verdict look(ResourcePolicy<R> policy, Slot<R> slot) {
    try {
      return policy.look(slot.resource());
    } catch (RuntimeException | Error e) {
      return ResourcePolicy.Verdict.DISCARD;
    }
  }

  /** While it is tested the slot is the pool's: a drain finds it, and can cut it. */
  private boolean test(Slot<R> slot, long nanos) {
    SlotWords words = parts.slots().words;
    return words.pass(slot.index, SlotWords.MAINTENANCE)
        && Lending.ownCall(slot, () -> parts.policy().test(slot.resource(), nanos))
        && words.pass(slot.index, SlotWords.IN_USE);
  }

  private Slot<R> await() throws BorrowException {
    Waiter<R> waiter = new Waiter<>(Thread.currentThread(), ticker.nanoTime());
    Reason refused = queue.join(waiter, parts.limits().maxWaiters());
    if (refused != null) {
      throw failure(refused, phase(), parts.openings().lastFailure());
    }
    while (true) {
      Slot<R> found = take(waiter);
      if (found != null) {
        return found;
      }
      long now = ticker.nanoTime();
      long wake = deadline;
      if (parts.permits().hasRoom()) {
        long growth = growth(waiter);
        if (now - growth >= 0) {
          // After each look in vain: what was being opened for this waiter others may have taken.
          parts.openings().pump();
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
        ticker.parkUntil(queue, wake);
      }
    }
  }

  /** From when on this waiter has another resource opened, instead of waiting for one to return. */
  private long growth(Waiter<R> waiter) {
    // Not later than half-way: those that wait for a short time must have the pool grow as well.
    return waiter.since + Math.min(parts.openings().patienceNanos(), (deadline - waiter.since) / 2);
  }

  /** What was handed to this waiter, or an idle slot if it is the oldest; null to wait on. */
  private @Nullable Slot<R> take(Waiter<R> waiter) throws BorrowException {
    queue.looking(waiter);
    Slot<R> answer = answered(waiter);
    if (answer != null || !queue.isHead(waiter)) {
      return answer;
    }
    Slot<R> claimed = parts.slots().claim();
    if (claimed == null) {
      return null;
    }
    if (queue.leave(waiter)) {
      lending.passOn();
      return claimed;
    }
    // Answered between the look and the claim: one of both is enough.
    lending.publish(claimed);
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
    lending.passOn();
    if (refusal != null) {
      Throwable cause = refusal.cause() != null ? refusal.cause() : parts.openings().lastFailure();
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
    lending.passOn();
    Reason reason = timedOut ? Reason.TIMEOUT : Reason.INTERRUPTED;
    throw failure(reason, phase(), parts.openings().lastFailure());
  }

  /** What has used the time up so far. */
  private Phase phase() {
    if (testingNanos > (ticker.nanoTime() - start) / 2) {
      return Phase.TESTING;
    }
    return parts.permits().hasRoom() ? Phase.CONNECTING : Phase.WAITING;
  }

  private BorrowException failure(Reason reason, Phase phase, @Nullable Throwable cause) {
    return parts.figures().borrowFailed(reason, phase, ticker.nanoTime() - start, cause);
  }
}
