package dev.sluice.jdbc;

/** What a physical connection is good for after its borrower gave it back. */
public enum ReturnVerdict {
  /** The next borrower finds it as every borrower should. */
  CLEAN,
  /** The session is to be reset, away from any borrower, before it is lent again. */
  RESET_NEEDED,
  /** Something waits on its socket: it is to be tested before it is lent again. */
  SUSPECT,
  /** It can't be used any more. */
  BROKEN
}
