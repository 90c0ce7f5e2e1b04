package dev.sluice;

import java.sql.SQLNonTransientConnectionException;
import org.jspecify.annotations.Nullable;

/** The pool is draining or closed, or the borrower's application has been undeployed. */
public final class PoolClosedException extends SQLNonTransientConnectionException {
  private static final long serialVersionUID = 1L;

  PoolClosedException(String message, String state, @Nullable Throwable cause) {
    super(message, state, cause);
  }
}
