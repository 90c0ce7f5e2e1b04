package dev.sluice.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One word for each slot: its state, its loan, and what is noted against that loan. A slot changes
 * hands by a compare-and-set of its word and in no other way. Thread-safe and lock-free.
 *
 * <pre>
 *   63 … 13  number of the present loan, or of the next one where there is none; begins at 1
 *   12 … 5   cancel requests under way against this loan
 *   4        CANCELLED: at least one was sent during this loan
 *   3        RETIRE: the resource is closed when the loan, or the test, is over
 *   2 … 0    the state
 * </pre>
 *
 * <table>
 * <caption>Transitions; a loan that ends counts one up and takes its notes with it</caption>
 * <tr><th>from</th><th>to</th><th>by</th></tr>
 * <tr><td>EMPTY</td><td>CONNECTING</td><td>{@link #beginConnecting}: a permit was taken</td></tr>
 * <tr><td>CONNECTING, CLOSING</td><td>EMPTY</td><td>{@link #emptied}: the permit is back</td></tr>
 * <tr><td>IDLE</td><td>IN_USE</td><td>{@link #claim}: a borrower, who owns the slot</td></tr>
 * <tr><td>IDLE</td><td>MAINTENANCE, CLOSING</td><td>{@link #take}: the pool</td></tr>
 * <tr><td>IN_USE</td><td>IDLE</td><td>{@link #releaseUnused}: the loan ends, nothing to clean
 *     </td></tr>
 * <tr><td>RETURNING</td><td>IDLE</td><td>{@link #release}: the loan ends, cleaned up</td></tr>
 * <tr><td>IN_USE</td><td>RETURNING</td><td>{@link #beginReturn}: the holder cleans up</td></tr>
 * <tr><td>IN_USE, RETURNING</td><td>IN_USE, MAINTENANCE, CLOSING</td><td>{@link #endLoan}: by its
 *     holder, or by the pool that cuts it off; IN_USE is then the next waiter's</td></tr>
 * <tr><td>IN_USE</td><td>MAINTENANCE</td><td>{@link #pass}: a borrower tests what it claimed</td>
 *     </tr>
 * <tr><td>CONNECTING, MAINTENANCE, IN_USE</td><td>IDLE, IN_USE, CLOSING</td><td>{@link #pass}: by
 *     the owner, without a loan that ends</td></tr>
 * </table>
 */
final class SlotWords {
  static final int IDLE = 1;
  static final int IN_USE = 2;
  static final int RETURNING = 3;
  static final int MAINTENANCE = 4;
  static final int CLOSING = 5;
  static final int CONNECTING = 6;
  static final int EMPTY = 7;

  private static final long STATE = 7;

  /** A note: the resource is closed when the loan, or the test, is over. */
  static final long RETIRE = 1 << 3;

  /** A note: a cancel request was sent during this loan. */
  static final long CANCELLED = 1 << 4;

  private static final long ONE_CANCEL = 1 << 5;

  /** Notes: cancel requests are under way. */
  static final long CANCELLING = 255 * ONE_CANCEL;

  private static final long NOTES = RETIRE | CANCELLED | CANCELLING;
  private static final int LOAN_SHIFT = 13;
  private static final long ONE_LOAN = 1L << LOAN_SHIFT;

  /** What {@link #endLoan} answers when the loan is over already. */
  static final long OVER = -1;

  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

  private final Stripes stripes;
  private final long[] words;

  /**
   * All are EMPTY.
   *
   * @param slots how many slots there are, at least 1
   */
  SlotWords(int slots) {
    stripes = new Stripes(slots);
    words = stripes.words();
    for (int slot = 0; slot < slots; slot++) {
      words[place(slot)] = ONE_LOAN | EMPTY;
    }
  }

  // ---- borrowers and holders

  /**
   * Claims some idle slot for a borrower, who owns it.
   *
   * @param hint where to begin; any number, best one that differs between threads
   * @return the slot's index, or -1 when none was seen idle
   */
  int claim(long hint) {
    int count = stripes.count();
    int start = stripes.start(hint);
    for (int i = 0; i < count; i++) {
      int stripe = (start + i) & (count - 1);
      int begin = stripes.begin(stripe);
      int end = stripes.end(stripe);
      for (int at = begin; at < end; at += Stripes.LONGS_OF_A_SLOT) {
        long word = (long) WORD.getVolatile(words, at);
        if ((word & STATE) != IDLE) {
          continue;
        }
        if (WORD.compareAndSet(words, at, word, word + (IN_USE - IDLE))) {
          return stripes.slot(stripe, at);
        }
        stripes.lost();
      }
    }
    return -1;
  }

  /** The number of the present loan. For the borrower. */
  long loan(int slot) {
    return word(slot) >>> LOAN_SHIFT;
  }

  /** The holder of this loan is known, from fields written before. For the borrower. */
  void tell(int slot, long loan) {
    WORD.setRelease(words, place(slot) + Stripes.TOLD, loan);
  }

  /** The loan whose holder was made known last, or 0. */
  long told(int slot) {
    return (long) WORD.getAcquire(words, place(slot) + Stripes.TOLD);
  }

  /** Whether this loan goes on: in use, or being cleaned up. */
  boolean isOn(int slot, long loan) {
    return isLoan(word(slot), loan);
  }

  /** Whether the holder of this loan has not begun to give back. */
  boolean isInUse(int slot, long loan) {
    return (word(slot) & ~NOTES) == (loan << LOAN_SHIFT | IN_USE);
  }

  private static boolean isLoan(long word, long loan) {
    long state = word & STATE;
    return word >>> LOAN_SHIFT == loan && (state == IN_USE || state == RETURNING);
  }

  /**
   * Ends a loan against which nothing is noted and makes the slot idle, in one step.
   *
   * @return false if nothing was done: the loan is over, or something is noted
   */
  boolean releaseUnused(int slot, long loan) {
    long word = loan << LOAN_SHIFT | IN_USE;
    return WORD.compareAndSet(words, place(slot), word, word + ONE_LOAN + (IDLE - IN_USE));
  }

  /**
   * Ends a loan that was cleaned up, against which nothing is noted, and makes the slot idle.
   *
   * @return false if nothing was done: the loan is over, or something is noted
   */
  boolean release(int slot, long loan) {
    long word = loan << LOAN_SHIFT | RETURNING;
    return WORD.compareAndSet(words, place(slot), word, word + ONE_LOAN + (IDLE - RETURNING));
  }

  /** The holder begins to clean up. Returns false if the loan is over, or cleaned up already. */
  boolean beginReturn(int slot, long loan) {
    int at = place(slot);
    while (true) {
      long word = (long) WORD.getVolatile(words, at);
      if (word >>> LOAN_SHIFT != loan || (word & STATE) != IN_USE) {
        return false;
      }
      if (WORD.compareAndSet(words, at, word, word + (RETURNING - IN_USE))) {
        return true;
      }
    }
  }

  /**
   * Ends a loan; the slot is the caller's, in a new state.
   *
   * @param to IN_USE, which is then the next waiter's, MAINTENANCE or CLOSING
   * @return what was noted against the loan, or {@link #OVER} if it was over before
   */
  long endLoan(int slot, long loan, int to) {
    int at = place(slot);
    while (true) {
      long word = (long) WORD.getVolatile(words, at);
      if (!isLoan(word, loan)) {
        return OVER;
      }
      if (WORD.compareAndSet(words, at, word, (loan + 1) << LOAN_SHIFT | to)) {
        return word & NOTES;
      }
    }
  }

  // ---- notes

  /**
   * Notes that a resource is to be closed when its loan, or its test, is over.
   *
   * @return false if the slot is neither lent nor being tested
   */
  boolean noteRetire(int slot) {
    int at = place(slot);
    while (true) {
      long word = (long) WORD.getVolatile(words, at);
      long state = word & STATE;
      if (state != IN_USE && state != RETURNING && state != MAINTENANCE) {
        return false;
      }
      if (WORD.compareAndSet(words, at, word, word | RETIRE)) {
        return true;
      }
    }
  }

  /** The same, if the word is still the one that was seen. */
  boolean noteRetire(int slot, long seen) {
    return WORD.compareAndSet(words, place(slot), seen, seen | RETIRE);
  }

  /**
   * Notes that a cancel request is about to be sent against this loan. {@link #endCancel} follows.
   *
   * @param more RETIRE, or 0
   * @return false if the loan is over, being cleaned up, or has as many requests as can be counted
   */
  boolean beginCancel(int slot, long loan, long more) {
    int at = place(slot);
    while (true) {
      long word = (long) WORD.getVolatile(words, at);
      if (word >>> LOAN_SHIFT != loan
          || (word & STATE) != IN_USE
          || (word & CANCELLING) == CANCELLING) {
        return false;
      }
      if (WORD.compareAndSet(words, at, word, (word | CANCELLED | more) + ONE_CANCEL)) {
        return true;
      }
    }
  }

  /** The request has been delivered, or can't be. Does nothing if the loan is over. */
  void endCancel(int slot, long loan) {
    int at = place(slot);
    while (true) {
      long word = (long) WORD.getVolatile(words, at);
      if (!isLoan(word, loan) || WORD.compareAndSet(words, at, word, word - ONE_CANCEL)) {
        return;
      }
    }
  }

  /** Whether a resource is to be closed when its loan, or its test, is over. */
  boolean retires(int slot) {
    return (word(slot) & RETIRE) != 0;
  }

  // ---- the pool

  /** For whoever has taken the slot's permit. */
  void beginConnecting(int slot) {
    move(slot, CONNECTING, 1 << EMPTY);
  }

  /** Opening failed, or the resource is closed. */
  void emptied(int slot) {
    move(slot, EMPTY, 1 << CONNECTING | 1 << CLOSING);
  }

  /** Takes an idle slot into the pool's hands. Returns false when it is not idle. */
  boolean take(int slot, int to) {
    int at = place(slot);
    long word = (long) WORD.getVolatile(words, at);
    return (word & STATE) == IDLE && WORD.compareAndSet(words, at, word, (word & ~STATE) | to);
  }

  /**
   * Passes a slot on that is the caller's, without a loan that ends. A note to retire it wins: it
   * is then still the caller's, who closes the resource.
   *
   * @return whether it was passed on
   */
  boolean pass(int slot, int to) {
    int at = place(slot);
    while (true) {
      long word = (long) WORD.getVolatile(words, at);
      long state = word & STATE;
      if (state != CONNECTING && state != MAINTENANCE && state != IN_USE) {
        throw new IllegalStateException("slot " + slot + " is not the caller's: " + show(word));
      }
      if ((word & RETIRE) != 0) {
        return false;
      }
      if (WORD.compareAndSet(words, at, word, (word & ~STATE) | to)) {
        return true;
      }
    }
  }

  /** Closing begins, for the owner of a slot, without a loan that ends. */
  void beginClosing(int slot) {
    move(slot, CLOSING, 1 << CONNECTING | 1 << MAINTENANCE | 1 << IN_USE);
  }

  private void move(int slot, int to, int from) {
    int at = place(slot);
    while (true) {
      long word = (long) WORD.getVolatile(words, at);
      if ((from & 1 << stateOf(word)) == 0) {
        throw new IllegalStateException("slot " + slot + " is not the caller's: " + show(word));
      }
      if (WORD.compareAndSet(words, at, word, (word & ~STATE & ~NOTES) | to)) {
        return;
      }
    }
  }

  // ---- observers

  int state(int slot) {
    return (int) (word(slot) & STATE);
  }

  boolean isIdle(int slot) {
    return state(slot) == IDLE;
  }

  /** The whole word, to see later whether anything has changed. */
  long word(int slot) {
    return (long) WORD.getVolatile(words, place(slot));
  }

  /** The state in a word. */
  static int stateOf(long word) {
    return (int) (word & STATE);
  }

  /** The loan in a word. */
  static long loanOf(long word) {
    return word >>> LOAN_SHIFT;
  }

  /** How many loans of this slot have ended. */
  long ended(int slot) {
    return (word(slot) >>> LOAN_SHIFT) - 1;
  }

  boolean anyIdle() {
    for (int slot = 0; slot < stripes.slots(); slot++) {
      if (isIdle(slot)) {
        return true;
      }
    }
    return false;
  }

  /** How many were seen idle, one after the other; exact only while nothing changes hands. */
  int countIdle() {
    int count = 0;
    for (int slot = 0; slot < stripes.slots(); slot++) {
      if (isIdle(slot)) {
        count++;
      }
    }
    return count;
  }

  /** Where the words lie, and where searches begin. */
  Stripes stripes() {
    return stripes;
  }

  private static String show(long word) {
    return "state " + (word & STATE) + ", notes " + (word & NOTES) + ", loan " + loanOf(word);
  }

  private int place(int slot) {
    return stripes.place(slot);
  }
}
