package dev.sluice.core;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * One bit a slot, set while the slot is idle. Clearing a bit is claiming the slot.
 *
 * <p>The bits lie in a few words on cache lines of their own. A thread begins its search at a word
 * that its id chooses, so that threads meet on different lines; within a word the lowest bit wins,
 * so that in quiet times the same few resources are used and the others fall idle long enough to be
 * trimmed. Thread-safe and lock-free.
 */
final class IdleBits {
  private static final int USUAL_STRIPES = 4;

  /** Longs between two words: 128 bytes, since hardware fetches lines in pairs. */
  private static final int STRIDE_SHIFT = 4;

  private final AtomicLongArray words;
  private final int stripes;
  private final int stripeShift;

  /**
   * @param slots how many slots there are, at least 1
   */
  IdleBits(int slots) {
    int wordsNeeded = (slots + Long.SIZE - 1) / Long.SIZE;
    int wanted = Math.max(Math.min(USUAL_STRIPES, slots), wordsNeeded);
    stripeShift = Integer.SIZE - Integer.numberOfLeadingZeros(wanted - 1);
    stripes = 1 << stripeShift;
    words = new AtomicLongArray((stripes + 1) << STRIDE_SHIFT);
  }

  /**
   * Claims some idle slot.
   *
   * @param hint where to begin; any number, best one that differs between threads
   * @return the slot's index, or -1 when no bit was seen set
   */
  int claimAny(long hint) {
    int mask = stripes - 1;
    int start = (int) hint;
    for (int i = 0; i < stripes; i++) {
      int stripe = (start + i) & mask;
      int at = place(stripe);
      long bits = words.get(at);
      while (bits != 0) {
        long rest = bits & (bits - 1);
        if (words.compareAndSet(at, bits, rest)) {
          return (Long.numberOfTrailingZeros(bits) << stripeShift) | stripe;
        }
        bits = words.get(at);
      }
    }
    return -1;
  }

  /** Claims this slot. Returns false when it is not idle. */
  boolean claim(int slot) {
    int at = place(slot & (stripes - 1));
    long bit = 1L << (slot >>> stripeShift);
    long bits = words.get(at);
    while ((bits & bit) != 0) {
      if (words.compareAndSet(at, bits, bits & ~bit)) {
        return true;
      }
      bits = words.get(at);
    }
    return false;
  }

  /** Makes this slot idle. Only for the slot's owner, who owns it no longer afterwards. */
  void set(int slot) {
    // The bit is clear, and only the owner sets it: adding is setting, in one instruction.
    words.getAndAdd(place(slot & (stripes - 1)), 1L << (slot >>> stripeShift));
  }

  boolean isSet(int slot) {
    return (words.get(place(slot & (stripes - 1))) & (1L << (slot >>> stripeShift))) != 0;
  }

  boolean any() {
    for (int stripe = 0; stripe < stripes; stripe++) {
      if (words.get(place(stripe)) != 0) {
        return true;
      }
    }
    return false;
  }

  /** How many bits were seen set, word after word; exact only while nobody claims or sets. */
  int count() {
    int count = 0;
    for (int stripe = 0; stripe < stripes; stripe++) {
      count += Long.bitCount(words.get(place(stripe)));
    }
    return count;
  }

  private static int place(int stripe) {
    return (stripe + 1) << STRIDE_SHIFT;
  }
}
