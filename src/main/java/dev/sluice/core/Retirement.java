package dev.sluice.core;

/** Why a resource was closed. */
public enum Retirement {
  /** Idle for longer than {@code idleTimeout}, above {@code minSize}. */
  IDLE,
  /** Older than {@code maxLifetime}. */
  LIFETIME,
  /** It failed the look or the test before a loan. */
  DEAD_AT_BORROW,
  /** It failed its test in the background, or its refreshing. */
  DEAD_IN_BACKGROUND,
  /** It broke while it was lent. */
  BROKEN,
  /** The pool took it back from its holder. */
  REVOKED,
  /** A cancel request was sent to it that may still arrive. */
  CANCELLED,
  /** The clean-up at its return took too long. */
  STUCK,
  /** The pool drains. */
  DRAIN;

  /** Whether the resource is known not to be of use, so that closing it politely is in vain. */
  boolean broken() {
    return this == DEAD_AT_BORROW
        || this == DEAD_IN_BACKGROUND
        || this == BROKEN
        || this == REVOKED
        || this == STUCK;
  }
}
