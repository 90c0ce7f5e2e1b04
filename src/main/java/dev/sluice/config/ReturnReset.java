package dev.sluice.config;

/** What is undone when a connection comes back. */
public enum ReturnReset {
  /** What was changed through JDBC. */
  CHANGED,
  /** Also what was changed by SQL: session parameters, temporary tables, locks, cursors. */
  SESSION
}
