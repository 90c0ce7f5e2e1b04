package dev.sluice;

import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/**
 * A borrow took longer than {@code borrowTimeout}. The message says what used the time up; the
 * cause is the last failure to connect, where there was one.
 */
public final class PoolTimeoutException extends SQLTransientConnectionException {
  private static final long serialVersionUID = 1L;

  /** What used the time up. */
  public enum Phase {
    /** All connections were lent. */
    WAITING,
    /** There was room, and no connection could be opened in time. */
    CONNECTING,
    /** Connections were tested, and did not answer. */
    TESTING
  }

  private final Phase phase;

  PoolTimeoutException(String message, String state, Phase phase, @Nullable Throwable cause) {
    super(message, state, cause);
    this.phase = phase;
  }

  /** What used the time up. */
  public Phase phase() {
    return phase;
  }
}
