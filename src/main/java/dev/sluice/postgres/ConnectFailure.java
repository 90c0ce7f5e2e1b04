package dev.sluice.postgres;

import dev.sluice.core.ResourcePolicy;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A connection could not be opened. The message says where to, how long it took, what the server or
 * the driver answered, and what can be done; it holds no secret.
 */
public final class ConnectFailure extends SQLException implements ResourcePolicy.OpenFailure {
  private static final long serialVersionUID = 1L;

  private final boolean permanent;

  ConnectFailure(
      String message, @Nullable String state, boolean permanent, @Nullable Throwable cause) {
    super(message, state, cause);
    this.permanent = permanent;
  }

  /**
   * Whether every attempt will fail until somebody changes something (password, pg_hba.conf,
   * database, TLS, initSql); otherwise trying again later can help.
   */
  @Override
  public boolean permanent() {
    return permanent;
  }
}
