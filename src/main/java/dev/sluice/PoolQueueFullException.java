package dev.sluice;

import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/** As many threads as {@code maxWaiters} allows were waiting for a connection already. */
public final class PoolQueueFullException extends SQLTransientConnectionException {
  private static final long serialVersionUID = 1L;

  PoolQueueFullException(String message, String state, @Nullable Throwable cause) {
    super(message, state, cause);
  }
}
