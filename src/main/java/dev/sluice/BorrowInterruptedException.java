package dev.sluice;

import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/** The thread was interrupted while it waited for a connection. Its interrupt flag is set again. */
public final class BorrowInterruptedException extends SQLTransientConnectionException {
  private static final long serialVersionUID = 1L;

  BorrowInterruptedException(String message, String state, @Nullable Throwable cause) {
    super(message, state, cause);
  }
}
