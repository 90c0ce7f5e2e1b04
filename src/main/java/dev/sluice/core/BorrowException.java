package dev.sluice.core;

import org.jspecify.annotations.Nullable;

/** A borrow that ended without a resource, with what is needed to say why. */
public final class BorrowException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why there was no resource. */
  public enum Reason {
    /** The time was up. */
    TIMEOUT,
    /** Too many were waiting already. */
    TOO_MANY_WAITERS,
    /** The pool is draining or closed. */
    CLOSED,
    /** The pool takes back what this borrower's application holds. */
    RECLAIMED,
    /** The borrowing thread was interrupted; its interrupt flag is set again. */
    INTERRUPTED,
    /** Opening failed in a way that waiting does not mend, and no other resource is open. */
    REFUSED,
    /** One resource after the other failed its test. */
    ALL_DEAD
  }

  /** What a borrow was doing. */
  public enum Phase {
    /** Everything was lent. */
    WAITING,
    /** There was room, and resources were being opened. */
    CONNECTING,
    /** A resource was being tested. */
    TESTING
  }

  private final Reason reason;
  private final Phase phase;
  private final long elapsedNanos;
  private final transient PoolSnapshot snapshot;

  BorrowException(
      Reason reason,
      Phase phase,
      long elapsedNanos,
      PoolSnapshot snapshot,
      @Nullable Throwable cause) {
    super(reason + " while " + phase, cause);
    this.reason = reason;
    this.phase = phase;
    this.elapsedNanos = elapsedNanos;
    this.snapshot = snapshot;
  }

  /** Why there was no resource. */
  public Reason reason() {
    return reason;
  }

  /** What used the time up. */
  public Phase phase() {
    return phase;
  }

  /** How long the borrow took, in nanoseconds. */
  public long elapsedNanos() {
    return elapsedNanos;
  }

  /** The pool's figures when the borrow ended. */
  public PoolSnapshot snapshot() {
    return snapshot;
  }
}
