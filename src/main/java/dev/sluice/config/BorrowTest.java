package dev.sluice.config;

/** How a connection is tested before it is lent. */
public enum BorrowTest {
  /** A look at the socket: finds a dead connection without a round trip. */
  PROBE,
  /** A round trip to the server on every borrow. */
  QUERY,
  /** Not at all. */
  NONE
}
