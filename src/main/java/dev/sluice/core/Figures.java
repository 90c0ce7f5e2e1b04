package dev.sluice.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts, for whoever looks at the pool from outside. Thread-safe.
 *
 * @param <R> the resource
 */
final class Figures<R> {
  private final Slots<R> slots;
  private final WaitQueue<R> queue;
  private final Permits<R> permits;
  private final Openings<R> openings;
  private final Disposal<R> disposal;
  private final Announcer<R> announcer;
  private final LongAdder borrowFailures = new LongAdder();

  Figures(Openings.Parts<R> parts, Openings<R> openings) {
    this.slots = parts.slots();
    this.queue = parts.queue();
    this.permits = parts.permits();
    this.openings = openings;
    this.disposal = parts.disposal();
    this.announcer = parts.announcer();
  }

  PoolSnapshot snapshot() {
    int idle = 0;
    int lent = 0;
    int maintained = 0;
    long borrows = 0;
    for (Slot<R> slot : slots.all()) {
      long word = slots.words.word(slot.index);
      borrows += SlotWords.loanOf(word) - 1;
      switch (SlotWords.stateOf(word)) {
        case SlotWords.IDLE -> idle++;
        case SlotWords.IN_USE, SlotWords.RETURNING -> lent++;
        case SlotWords.MAINTENANCE, SlotWords.CLOSING -> maintained++;
        default -> {}
      }
    }
    queue.lock.lock();
    try {
      return new PoolSnapshot(
          slots.size(),
          idle,
          lent,
          maintained,
          permits.connecting(),
          queue.size(),
          borrows + lent,
          openings.opened(),
          disposal.closed(),
          openings.failures(),
          borrowFailures.sum());
    } finally {
      queue.lock.unlock();
    }
  }

  /** Who holds a resource now. */
  List<Holder> holders() {
    List<Holder> holders = new ArrayList<>();
    for (Slot<R> slot : slots.all()) {
      Holder holder = slot.holder();
      if (holder != null) {
        holders.add(holder);
      }
    }
    return holders;
  }

  /** Counts a failed borrow, tells of it, and returns what to throw. */
  BorrowException borrowFailed(
      BorrowException.Reason reason,
      BorrowException.Phase phase,
      long elapsedNanos,
      @Nullable Throwable cause) {
    // Before the figures are taken that the exception shows.
    borrowFailures.increment();
    BorrowException failure = new BorrowException(reason, phase, elapsedNanos, snapshot(), cause);
    announcer.tell(listener -> listener.borrowFailed(failure));
    return failure;
  }
}
