package dev.sluice.postgres;

/** What a server said of itself with the answers so far; nothing is pushed to an idle session. */
public enum ServerRole {
  /** Takes writes. */
  PRIMARY,
  /** In recovery: takes reads only. */
  STANDBY,
  /** The server does not report it (before PostgreSQL 14, or behind a proxy). */
  UNKNOWN
}
