package dev.sluice.core;

/**
 * Where the words of the slots lie in memory, and where searches for an idle one begin.
 *
 * <p>The words lie in a few stripes on cache lines of their own. A thread begins its search at a
 * stripe that its id chooses, so that threads meet on different lines; within a stripe the first
 * idle slot wins. In quiet times a search begins at every other stripe only, so that the same few
 * resources are used, four, or eight of 32 and more, and the others fall idle long enough to be
 * trimmed. Where threads often get in each other's way, it begins at any stripe, until {@link
 * #calm()}.
 */
final class Stripes {
  /** Longs of a slot: its word, and the loan whose holder is known. */
  static final int LONGS_OF_A_SLOT = 2;

  /** Behind its word. */
  static final int TOLD = 1;

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

  private final int slots;
  private final long[] words;
  private final int stripeShift;

  /** Longs from one stripe to the next. */
  private final int stride;

  /** Longs of the longest stripe; others have words at their end that are no slot's, and 0. */
  private final int length;

  /** In quiet times: 1 where every other stripe is left out, or 0. */
  private final int quietShift;

  /**
   * By how much a thread's id is shifted to choose its stripe: 0, or {@link #quietShift}. Any
   * thread writes it, and it need not be seen at once.
   */
  private int shift;

  /**
   * All words are 0.
   *
   * @param slots how many slots there are, at least 1
   */
  Stripes(int slots) {
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
  }

  /** The words, in which {@link #place} says where a slot's is. */
  long[] words() {
    return words;
  }

  int slots() {
    return slots;
  }

  /** How many stripes there are: a power of two. */
  int count() {
    return 1 << stripeShift;
  }

  /** The stripe at which a search begins, plus any multiple of their number. */
  int start(long hint) {
    return (int) hint << shift;
  }

  /** Where a stripe begins. */
  int begin(int stripe) {
    return LINE + stripe * stride;
  }

  /** Where a stripe has ended. */
  int end(int stripe) {
    return begin(stripe) + length;
  }

  /** The slot whose word lies there. */
  int slot(int stripe, int place) {
    return (((place - begin(stripe)) / LONGS_OF_A_SLOT) << stripeShift) | stripe;
  }

  /** Where the word of a slot lies. */
  int place(int slot) {
    int stripe = slot & ((1 << stripeShift) - 1);
    return begin(stripe) + (slot >>> stripeShift) * LONGS_OF_A_SLOT;
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
}
