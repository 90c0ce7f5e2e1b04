package dev.sluice.config;

/** What happens to a connection that is lent for longer than the leak timeout. */
public enum LeakAction {
  /** One line in the log with the stack of the borrow. */
  LOG,
  /** The same, and the connection is taken away from its borrower and closed. */
  RECLAIM
}
