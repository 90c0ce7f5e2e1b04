package dev.sluice.bench.peers;

/**
 * What a benchmark wants of a pool.
 *
 * @param size how many connections at most
 * @param idle how many to keep, at least
 * @param testEachBorrow whether each borrow asks the server whether the connection lives
 * @param virtualThreads whether virtual threads will borrow
 */
public record Demand(int size, int idle, boolean testEachBorrow, boolean virtualThreads) {
  /** How long a borrow may wait: long enough for every pool that forgets nobody. */
  public static final int BORROW_SECONDS = 30;

  /** A pool of this size that stays full. */
  public static Demand full(int size) {
    return new Demand(size, size, false, false);
  }

  /** The same, and each borrow asks the server. */
  public Demand testingEachBorrow() {
    return new Demand(size, idle, true, virtualThreads);
  }

  /** The same, for virtual threads. */
  public Demand forVirtualThreads() {
    return new Demand(size, idle, testEachBorrow, true);
  }
}
