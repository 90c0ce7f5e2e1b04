package dev.sluice.core;

/**
 * The pool's figures at one moment. Slots are counted one after the other while others go on, so
 * the figures may be off by what happened meanwhile.
 *
 * @param maxSize the most resources open at once
 * @param idle resources ready to be lent
 * @param lent resources in the hands of borrowers, or being cleaned up after them
 * @param maintained resources being tested, refreshed or closed by the pool
 * @param connecting resources being opened
 * @param waiting borrowers waiting
 * @param borrows loans ended so far, and those that last
 * @param opened resources opened so far
 * @param closed resources closed so far
 * @param openFailures attempts to open one that failed so far
 * @param borrowFailures borrows that ended without a resource so far
 */
public record PoolSnapshot(
    int maxSize,
    int idle,
    int lent,
    int maintained,
    int connecting,
    int waiting,
    long borrows,
    long opened,
    long closed,
    long openFailures,
    long borrowFailures) {

  /** Resources that take up room: all but the free places. */
  public int total() {
    return idle + lent + maintained + connecting;
  }
}
