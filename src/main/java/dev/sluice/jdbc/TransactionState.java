package dev.sluice.jdbc;

/** Where a physical connection stands, as its driver knows it without asking the server. */
public enum TransactionState {
  /** No transaction is open. */
  IDLE,
  /** A transaction is open. */
  OPEN,
  /** A transaction is open and has failed: only a rollback is possible. */
  FAILED,
  /** The driver can't say. */
  UNKNOWN
}
