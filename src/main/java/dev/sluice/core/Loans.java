package dev.sluice.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

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
 * wins. In quiet times a search begins at every other stripe only, so that the same few resources
 * are used, four, or eight of 32 and more, and the others fall idle long enough to be trimmed.
 * Where threads often get in each other's way, it begins at any stripe, until {@link #calm()}.
 */
final class Loans {
  /** At how many stripes searches begin in quiet times. */
  private static final int FEWEST_BEGINNINGS = 4;

  /** Two threads seldom meet where there are so many; more would keep more resources in use. */
  private static final int MOST_BEGINNINGS = 8;

  private static final int SLOTS_OF_A_BEGINNING = 4;

  /**
   * How many claims must be lost to another thread before searches begin anywhere. Threads that
   * work with what they borrow lose a few in a second, those that only borrow and return a million.
   */
  static final int MANY_LOST = 4096;

  /** Longs in 128 bytes, since hardware fetches lines in pairs. */
  private static final int LINE = 16;

  /** Where the lost claims are counted, apart from everything that is only read. */
  private static final int LOST = 0;

  /** Longs of a slot: its word, and the loan whose holder is told. */
  private static final int LONGS_OF_A_SLOT = 2;

  private static final int TOLD = 1;

  // No word is 0, so that 0 stands for no loan.
  private static final long IDLE = 1;
  private static final long LENT = 2;
  private static final long TAKEN = 3;
  private static final long STATE = 3;

  /** One more loan has ended. */
  private static final long ENDED = 4;

  private static final int ENDED_SHIFT = 2;

  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[] words;

  private final int slots;
  private final int stripeShift;

  /** Longs from one stripe to the next. */
  private final int stride;

  /** Longs of the longest stripe; others have words at their end that are nobody's to claim. */
  private final int length;

  /** In quiet times: 1 where every other stripe is left out, or 0. */
  private final int quietShift;

  /**
   * By how much a thread's id is shifted to choose its stripe: 0, or {@link #quietShift}. Any
   * thread writes it, and it need not be seen at once.
   */
  private int shift;

  /**
   * All are TAKEN.
   *
   * @param slots how many slots there are, at least 1
   */
  Loans(int slots) {
    this.slots = slots;
    int quarter = Integer.highestOneBit(slots / SLOTS_OF_A_BEGINNING);
    int wanted = Math.min(slots, Math.max(FEWEST_BEGINNINGS, Math.min(quarter, MOST_BEGINNINGS)));
    int beginningsShift = Integer.SIZE - Integer.numberOfLeadingZeros(wanted - 1);
    quietShift = slots >> beginningsShift >= 2 ? 1 : 0;
    shift = quietShift;
    stripeShift = beginningsShift + quietShift;
    int stripes = 1 << stripeShift;
    length = (slots + stripes - 1) / stripes * LONGS_OF_A_SLOT;
    stride = (length + LINE - 1) / LINE * LINE;
    words = new long[stripes * stride + 2 * LINE];
    Arrays.fill(words, LINE, words.length - LINE, TAKEN);
    for (int slot = 0; slot < slots; slot++) {
      words[place(slot) + TOLD] = 0;
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
    int start = (int) hint << shift;
    for (int i = 0; i < stripes; i++) {
      int stripe = (start + i) & (stripes - 1);
      int begin = LINE + stripe * stride;
      for (int at = begin; at < begin + length; at += LONGS_OF_A_SLOT) {
        long word = (long) WORD.getVolatile(words, at);
        if ((word & STATE) != IDLE) {
          continue;
        }
        if (WORD.compareAndSet(words, at, word, word + (LENT - IDLE))) {
          return (((at - begin) / LONGS_OF_A_SLOT) << stripeShift) | stripe;
        }
        lost();
      }
    }
    return -1;
  }

  /** Somebody else was quicker. Counted roughly: threads may overwrite what others counted. */
  void lost() {
    if (shift == 0) {
      return;
    }
    long count = words[LOST] + 1;
    words[LOST] = count;
    if (count >= MANY_LOST) {
      shift = 0;
    }
  }

  /** Whether searches begin at any stripe. */
  boolean isSpread() {
    return shift == 0;
  }

  /** Lets searches begin at a few stripes only, until many claims are lost again. */
  void calm() {
    words[LOST] = 0;
    shift = quietShift;
  }

  /** Takes this slot into the pool's hands. Returns false when it is not idle. */
  boolean take(int slot) {
    int at = place(slot);
    long word = (long) WORD.getVolatile(words, at);
    return (word & STATE) == IDLE && WORD.compareAndSet(words, at, word, word + (TAKEN - IDLE));
  }

  /** The word of the present loan. For the borrower. */
  long loan(int slot) {
    return word(slot);
  }

  /** The holder of this loan is told, in fields written before. For the borrower. */
  void tell(int slot, long loan) {
    WORD.setRelease(words, place(slot) + TOLD, loan);
  }

  /** The loan whose holder was told last, or 0. */
  long told(int slot) {
    return (long) WORD.getAcquire(words, place(slot) + TOLD);
  }

  /** Whether this loan goes on. */
  boolean isOn(int slot, long loan) {
    return word(slot) == loan;
  }

  /** Ends a loan and makes the slot idle. Returns false if the loan has ended before. */
  boolean giveBack(int slot, long loan) {
    return WORD.compareAndSet(words, place(slot), loan, loan + ENDED + (IDLE - LENT));
  }

  /** Ends a loan; the slot is the caller's. Returns false if the loan has ended before. */
  boolean end(int slot, long loan) {
    return WORD.compareAndSet(words, place(slot), loan, loan + ENDED + (TAKEN - LENT));
  }

  /** Makes a slot idle. Only for its owner, who owns it no longer afterwards. */
  void publish(int slot) {
    int at = place(slot);
    WORD.setVolatile(words, at, ((long) WORD.getVolatile(words, at) & ~STATE) | IDLE);
  }

  /** Makes a slot a borrower's, to be handed to him. Only for its owner. */
  void lend(int slot) {
    int at = place(slot);
    WORD.setVolatile(words, at, ((long) WORD.getVolatile(words, at) & ~STATE) | LENT);
  }

  boolean isIdle(int slot) {
    return (word(slot) & STATE) == IDLE;
  }

  /** How many loans of this slot have ended. */
  long ended(int slot) {
    return word(slot) >>> ENDED_SHIFT;
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

  private long word(int slot) {
    return (long) WORD.getVolatile(words, place(slot));
  }

  private int place(int slot) {
    int stripe = slot & ((1 << stripeShift) - 1);
    return LINE + stripe * stride + (slot >>> stripeShift) * LONGS_OF_A_SLOT;
  }
}
