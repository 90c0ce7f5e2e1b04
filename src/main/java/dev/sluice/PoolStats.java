package dev.sluice;

/**
 * A pool's figures at one moment. Slots are counted one after the other while others go on, so the
 * figures may be off by what happened meanwhile. A pool that has not been used yet shows zeros.
 *
 * @param name the pool's name
 * @param maxSize the most connections at once
 * @param idle connections ready to be lent
 * @param lent connections in the hands of the application
 * @param maintained connections being tested, reset or closed by the pool
 * @param connecting connections being opened
 * @param waiting threads waiting for a connection
 * @param borrows loans so far
 * @param opened connections opened so far
 * @param closed connections closed so far
 * @param connectFailures attempts to connect that failed so far
 * @param borrowFailures borrows that ended with an exception so far
 */
public record PoolStats(
    String name,
    int maxSize,
    int idle,
    int lent,
    int maintained,
    int connecting,
    int waiting,
    long borrows,
    long opened,
    long closed,
    long connectFailures,
    long borrowFailures) {

  /** Connections that take up room in the pool, those being opened and closed included. */
  public int total() {
    return idle + lent + maintained + connecting;
  }
}
