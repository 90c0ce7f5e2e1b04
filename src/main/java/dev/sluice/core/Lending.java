package dev.sluice.core;

import org.jspecify.annotations.Nullable;

/**
 * Where slots change hands: from the pool to borrowers and waiters, and back when loans end.
 * Thread-safe.
 *
 * @param <R> the resource
 */
final class Lending<R> implements Returns<R> {
  private final Slots<R> slots;
  private final SlotWords words;
  private final WaitQueue<R> queue;
  private final Disposal<R> disposal;
  private final ResourcePolicy<R> policy;
  private final Workers workers;
  private final Suspicion suspicion;
  private final Announcer<R> announcer;
  private final Ticker ticker;
  private final long callNanos;

  Lending(
      Slots<R> slots,
      WaitQueue<R> queue,
      Disposal<R> disposal,
      ResourcePolicy<R> policy,
      Workers workers,
      Suspicion suspicion,
      Announcer<R> announcer,
      Ticker ticker,
      Limits limits) {
    this.slots = slots;
    this.words = slots.words;
    this.queue = queue;
    this.disposal = disposal;
    this.policy = policy;
    this.workers = workers;
    this.suspicion = suspicion;
    this.announcer = announcer;
    this.ticker = ticker;
    this.callNanos = limits.callTimeout().toNanos();
  }

  // ---- the verbs by which loans end

  @Override
  public boolean releaseUnused(Slot<R> slot, long loan) {
    if (queue.undisturbed() && words.releaseUnused(slot.index, loan)) {
      published(slot);
      return true;
    }
    if (!words.beginReturn(slot.index, loan)) {
      return false;
    }
    release(slot, loan);
    return true;
  }

  @Override
  public void release(Slot<R> slot, long loan) {
    if (queue.undisturbed() && words.release(slot.index, loan)) {
      published(slot);
      return;
    }
    long notes = words.endLoan(slot.index, loan, SlotWords.MAINTENANCE);
    if (notes == SlotWords.OVER || retired(slot, notes)) {
      return;
    }
    if ((notes & SlotWords.CANCELLED) != 0) {
      // The request was delivered; a round trip shows that it has come and gone.
      workers.serve(() -> examined(slot, tests(slot)));
    } else {
      publish(slot);
    }
  }

  @Override
  public void refresh(Slot<R> slot, long loan) {
    long notes = words.endLoan(slot.index, loan, SlotWords.MAINTENANCE);
    if (notes != SlotWords.OVER && !retired(slot, notes)) {
      workers.serve(() -> examined(slot, refreshes(slot)));
    }
  }

  @Override
  public void discard(Slot<R> slot, long loan, @Nullable Throwable cause) {
    if (words.endLoan(slot.index, loan, SlotWords.CLOSING) != SlotWords.OVER) {
      disposal.close(slot, Retirement.BROKEN, cause, false);
    }
  }

  @Override
  public void suspectOthers(@Nullable Throwable cause) {
    suspicion.raise();
    announcer.tell(each -> each.suspected(cause));
  }

  /** Closes the resource of a loan that has ended, if its notes or the pool's end ask for that. */
  private boolean retired(Slot<R> slot, long notes) {
    boolean retire = (notes & SlotWords.RETIRE) != 0;
    boolean cancelled = (notes & SlotWords.CANCELLED) != 0;
    if ((notes & SlotWords.CANCELLING) != 0 || (retire && cancelled)) {
      disposal.dispose(slot, Retirement.CANCELLED, null);
    } else if (retire) {
      disposal.dispose(slot, Retirement.LIFETIME, null);
    } else if (queue.closed()) {
      disposal.dispose(slot, Retirement.DRAIN, null);
    } else {
      return false;
    }
    return true;
  }

  // ---- for the other parts of the pool

  /**
   * Makes a slot idle, or hands it to the waiter whose turn it is. For the owner of a slot, without
   * a loan that ends.
   */
  void publish(Slot<R> slot) {
    if (!queue.undisturbed()) {
      if (queue.closed()) {
        disposal.dispose(slot, Retirement.DRAIN, null);
        return;
      }
      if (words.pass(slot.index, SlotWords.IN_USE) && queue.handOff(slot)) {
        return;
      }
    }
    if (words.pass(slot.index, SlotWords.IDLE)) {
      published(slot);
    } else {
      disposal.dispose(slot, Retirement.LIFETIME, null);
    }
  }

  /** A slot has become idle, whoever has it now: somebody may wait for it. */
  private void published(Slot<R> slot) {
    if (queue.size() != 0) {
      queue.signal();
    }
    if (queue.closed() && words.take(slot.index, SlotWords.CLOSING)) {
      // The drain began meanwhile and may have looked at this slot already.
      disposal.close(slot, Retirement.DRAIN, null, false);
    }
  }

  /**
   * If a slot is idle, wakes the next waiter. In the ordered mode nobody but the oldest waiter
   * would take it, so all that is idle is handed out at once: otherwise the waiters would be woken
   * one after the other while newcomers join the end.
   */
  void passOn() {
    while (queue.size() != 0 && words.anyIdle()) {
      if (!queue.ordered()) {
        queue.signal();
        return;
      }
      Slot<R> slot = slots.claim();
      if (slot == null) {
        return;
      }
      if (!queue.handOff(slot)) {
        publish(slot);
        return;
      }
    }
  }

  /** Tests an idle slot in the background, if it still is. */
  void testInBackground(Slot<R> slot) {
    if (words.take(slot.index, SlotWords.MAINTENANCE)) {
      workers.serve(() -> examined(slot, tests(slot)));
    }
  }

  private boolean tests(Slot<R> slot) {
    return ownCall(slot, () -> policy.test(slot.resource(), callNanos));
  }

  private boolean refreshes(Slot<R> slot) {
    return ownCall(slot, () -> policy.refresh(slot.resource()));
  }

  /** Asks a resource, for its owner. Whatever is thrown counts as no. */
  static <R> boolean ownCall(Slot<R> slot, BooleanCall call) {
    slot.ownCall.begin();
    try {
      return call.run();
    } catch (RuntimeException | Error e) {
      return false;
    } finally {
      slot.ownCall.end();
    }
  }

  /** A call into a resource with a yes or a no. */
  interface BooleanCall {
    boolean run();
  }

  private void examined(Slot<R> slot, boolean fit) {
    if (fit) {
      slot.testedAt = ticker.nanoTime();
      publish(slot);
    } else {
      disposal.dispose(slot, Retirement.DEAD_IN_BACKGROUND, null);
    }
  }

  /** Lets go of the threads that held idle resources last: they keep a class loader alive. */
  void forgetHolders() {
    for (Slot<R> slot : slots.all()) {
      if (words.take(slot.index, SlotWords.MAINTENANCE)) {
        slot.forgetHolder();
        publish(slot);
      }
    }
  }
}
