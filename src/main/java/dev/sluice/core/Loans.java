package dev.sluice.core;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * One word a slot: whose it is, and how many loans of it have ended. A compare-and-set of that word
 * is how a slot changes hands. Thread-safe and lock-free.
 *
 * <p>A slot is IDLE, nobody's, to be claimed by whoever comes first; LENT, a borrower's; or TAKEN,
 * in the hands of the pool: empty, being opened, examined or closed. The number of loans makes the
 * word of each loan unlike that of any other, so whoever ends a loan names it by its word, and only
 * one can end it: the borrower, once, or the pool that takes it back.
 *
 * <table>
 * <caption>Transitions</caption>
 * <tr><th>from</th><th>to</th><th>by</th></tr>
 * <tr><td>IDLE</td><td>LENT</td><td>{@link #claim}: a borrower</td></tr>
 * <tr><td>IDLE</td><td>TAKEN</td><td>{@link #take}: maintenance, a drain</td></tr>
 * <tr><td>LENT</td><td>IDLE</td><td>{@link #giveBack}: the loan ends, lend it again</td></tr>
 * <tr><td>LENT</td><td>TAKEN</td><td>{@link #end}: the loan ends, the caller owns the slot</td></tr>
 * <tr><td>LENT, TAKEN</td><td>IDLE</td><td>{@link #publish}: the owner has no use for it</td></tr>
 * <tr><td>TAKEN</td><td>LENT</td><td>{@link #lend}: handed to a waiter</td></tr>
 * </table>
 *
 * <p>The words lie in a few stripes on cache lines of their own. A thread begins its search at a
 * stripe that its id chooses, so that threads meet on different lines; within a stripe the first
 * wins, so that in quiet times the same few resources are used, four, or eight of 32 and more, and
 * the others fall idle long enough to be trimmed.
 */
final class Loans {
  private static final int FEWEST_STRIPES = 4;

  /** Two threads seldom meet where there are so many; more would keep more resources in use. */
  private static final int MOST_STRIPES = 8;

  private static final int SLOTS_OF_A_STRIPE = 4;

  /** Longs in 128 bytes, since hardware fetches lines in pairs. */
  private static final int LINE = 16;

  // No word is 0, so that 0 stands for no loan.
  private static final long IDLE = 1;
  private static final long LENT = 2;
  private static final long TAKEN = 3;
  private static final long STATE = 3;

  /** One more loan has ended. */
  private static final long ENDED = 4;

  private static final int ENDED_SHIFT = 2;

  private final AtomicLongArray words;

  /** Beside each word the loan whose holder is told. Placed as the words are. */
  private final AtomicLongArray told;

  private final int slots;
  private final int stripeShift;

  /** Longs from one stripe to the next. */
  private final int stride;

  /**
   * All are TAKEN.
   *
   * @param slots how many slots there are, at least 1
   */
  Loans(int slots) {
    this.slots = slots;
    int quarter = Integer.highestOneBit(slots / SLOTS_OF_A_STRIPE);
    int wanted = Math.min(slots, Math.max(FEWEST_STRIPES, Math.min(quarter, MOST_STRIPES)));
    stripeShift = Integer.SIZE - Integer.numberOfLeadingZeros(wanted - 1);
    int stripes = 1 << stripeShift;
    int longest = (slots + stripes - 1) / stripes;
    stride = (longest + LINE - 1) / LINE * LINE;
    words = new AtomicLongArray(stripes * stride + 2 * LINE);
    told = new AtomicLongArray(words.length());
    for (int slot = 0; slot < slots; slot++) {
      words.set(place(slot), TAKEN);
    }
  }

  /**
   * Claims some idle slot for a borrower.
   *
   * @param hint where to begin; any number, best one that differs between threads
   * @return the slot's index, or -1 when none was seen idle
   */
  int claim(long hint) {
    int stripes = 1 << stripeShift;
    int start = (int) hint;
    for (int i = 0; i < stripes; i++) {
      int stripe = (start + i) & (stripes - 1);
      int begin = LINE + stripe * stride;
      // Slots are dealt to the stripes in turn.
      int end = begin + ((slots - stripe + stripes - 1) >> stripeShift);
      for (int at = begin; at < end; at++) {
        long word = words.get(at);
        if ((word & STATE) == IDLE && words.compareAndSet(at, word, word + (LENT - IDLE))) {
          return ((at - begin) << stripeShift) | stripe;
        }
      }
    }
    return -1;
  }

  /** Takes this slot into the pool's hands. Returns false when it is not idle. */
  boolean take(int slot) {
    int at = place(slot);
    long word = words.get(at);
    return (word & STATE) == IDLE && words.compareAndSet(at, word, word + (TAKEN - IDLE));
  }

  /** The word of the present loan. For the borrower. */
  long loan(int slot) {
    return words.get(place(slot));
  }

  /** The holder of this loan is told, in fields written before. For the borrower. */
  void tell(int slot, long loan) {
    told.setRelease(place(slot), loan);
  }

  /** The loan whose holder was told last, or 0. */
  long told(int slot) {
    return told.getAcquire(place(slot));
  }

  /** Whether this loan goes on. */
  boolean isOn(int slot, long loan) {
    return words.get(place(slot)) == loan;
  }

  /** Ends a loan and makes the slot idle. Returns false if the loan has ended before. */
  boolean giveBack(int slot, long loan) {
    return words.compareAndSet(place(slot), loan, loan + ENDED + (IDLE - LENT));
  }

  /** Ends a loan; the slot is the caller's. Returns false if the loan has ended before. */
  boolean end(int slot, long loan) {
    return words.compareAndSet(place(slot), loan, loan + ENDED + (TAKEN - LENT));
  }

  /** Makes a slot idle. Only for its owner, who owns it no longer afterwards. */
  void publish(int slot) {
    int at = place(slot);
    words.set(at, (words.get(at) & ~STATE) | IDLE);
  }

  /** Makes a slot a borrower's, to be handed to him. Only for its owner. */
  void lend(int slot) {
    int at = place(slot);
    words.set(at, (words.get(at) & ~STATE) | LENT);
  }

  boolean isIdle(int slot) {
    return (words.get(place(slot)) & STATE) == IDLE;
  }

  /** How many loans of this slot have ended. */
  long ended(int slot) {
    return words.get(place(slot)) >>> ENDED_SHIFT;
  }

  /** How many loans have ended, of all slots, one looked at after the other. */
  long ended() {
    long sum = 0;
    for (int slot = 0; slot < slots; slot++) {
      sum += ended(slot);
    }
    return sum;
  }

  boolean anyIdle() {
    for (int slot = 0; slot < slots; slot++) {
      if (isIdle(slot)) {
        return true;
      }
    }
    return false;
  }

  /** How many were seen idle, one after the other; exact only while nothing changes hands. */
  int countIdle() {
    int count = 0;
    for (int slot = 0; slot < slots; slot++) {
      if (isIdle(slot)) {
        count++;
      }
    }
    return count;
  }

  private int place(int slot) {
    int stripe = slot & ((1 << stripeShift) - 1);
    return LINE + stripe * stride + (slot >>> stripeShift);
  }
}
