package dev.sluice.core;

import java.util.concurrent.TimeUnit;

/**
 * The time limits of what the pool does for itself. A slot that stays RETURNING or MAINTENANCE for
 * longer than {@code callTimeout}, or CLOSING for longer than {@link #CLOSE_NANOS}, is cut: its
 * connection ends, and with it every call that waits inside, on whatever thread.
 *
 * <p>Nobody leaves a time stamp for that. Whoever enforces the limits looks at the words, now and
 * then, and remembers since when each has been what it is; so a limit is kept to within the time
 * between two looks, on the long side. For one thread.
 *
 * @param <R> the resource
 */
final class Deadlines<R> {
  /** How long an orderly close may take, and the wait for a turn. */
  static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Slots<R> slots;
  private final SlotWords words;
  private final Disposal<R> disposal;
  private final long callNanos;
  private final long[] seen;
  private final long[] since;

  Deadlines(Slots<R> slots, Disposal<R> disposal, Limits limits) {
    this.slots = slots;
    this.words = slots.words;
    this.disposal = disposal;
    this.callNanos = limits.callTimeout().toNanos();
    this.seen = new long[slots.size()];
    this.since = new long[slots.size()];
  }

  /** Looks at all slots. */
  void enforce(long now) {
    for (Slot<R> slot : slots.all()) {
      long word = words.word(slot.index);
      if (word != seen[slot.index]) {
        seen[slot.index] = word;
        since[slot.index] = now;
      } else {
        long lasted = now - since[slot.index];
        int state = SlotWords.stateOf(word);
        boolean over =
            state == SlotWords.CLOSING
                ? lasted >= CLOSE_NANOS
                : isOwnCall(state) && lasted >= callNanos;
        if (over && cut(slot, word)) {
          since[slot.index] = now;
        }
      }
    }
  }

  private static boolean isOwnCall(int state) {
    return state == SlotWords.RETURNING || state == SlotWords.MAINTENANCE;
  }

  /** Cuts whatever the pool is doing for itself, at once. */
  void cutAll() {
    for (Slot<R> slot : slots.all()) {
      long word = words.word(slot.index);
      int state = SlotWords.stateOf(word);
      if (state == SlotWords.CLOSING || isOwnCall(state)) {
        cut(slot, word);
      }
    }
  }

  private boolean cut(Slot<R> slot, long word) {
    R resource = slot.resourceOrNull();
    if (resource == null || words.word(slot.index) != word) {
      return false;
    }
    switch (SlotWords.stateOf(word)) {
      case SlotWords.RETURNING ->
          disposal.cutOff(
              slot, SlotWords.loanOf(word), Retirement.STUCK, "its clean-up took too long");
      case SlotWords.MAINTENANCE -> {
        // Whoever tests it closes it: the note keeps it from being lent before the cut.
        if (words.noteRetire(slot.index, word)) {
          disposal.cut(slot, resource);
        }
      }
      default -> disposal.cut(slot, resource);
    }
    return true;
  }
}
