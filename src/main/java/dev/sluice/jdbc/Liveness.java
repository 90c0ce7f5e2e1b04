package dev.sluice.jdbc;

/** What a look at a physical connection's socket says, with no round trip. */
public enum Liveness {
  /** Nothing waits on the socket: an idle backend that lives says nothing. */
  ALIVE,
  /** Something waits, or this kind of connection has no probe: only a round trip can tell. */
  ASK,
  /** End of file or a reset: the backend is gone. */
  DEAD
}
