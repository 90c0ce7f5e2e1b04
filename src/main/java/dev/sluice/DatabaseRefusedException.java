package dev.sluice;

import java.sql.SQLNonTransientConnectionException;
import org.jspecify.annotations.Nullable;

/**
 * The database refused in a way that waiting does not mend (a wrong password, say), and no other
 * connection was open. The cause is its answer, and the SQLSTATE is that of the cause.
 */
public final class DatabaseRefusedException extends SQLNonTransientConnectionException {
  private static final long serialVersionUID = 1L;

  DatabaseRefusedException(String message, String state, @Nullable Throwable cause) {
    super(message, state, cause);
  }
}
