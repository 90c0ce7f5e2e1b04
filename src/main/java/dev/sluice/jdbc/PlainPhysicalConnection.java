package dev.sluice.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection of any {@link javax.sql.DataSource}: what JDBC itself offers, and nothing that is
 * PostgreSQL's own.
 *
 * <p>A transaction that the application opened with a statement of its own, autocommit being on,
 * can't be seen here.
 */
public final class PlainPhysicalConnection extends PhysicalConnection {
  /** The server is being shut down, crashed, or starts up. */
  private static final Set<String> SHUTDOWN = Set.of("57P01", "57P02", "57P03");

  private @Nullable Integer isolation;
  private @Nullable String schema;

  /**
   * @param raw a connection that nobody else uses
   * @param defaults what each borrower finds
   */
  public PlainPhysicalConnection(Connection raw, SessionDefaults defaults) {
    super(raw, defaults);
    this.isolation = defaults.isolation();
    this.schema = defaults.schema();
  }

  /** {@link TransactionState#UNKNOWN}, always: JDBC has no word for it. */
  @Override
  public TransactionState transactionState() {
    return TransactionState.UNKNOWN;
  }

  @Override
  public boolean isFatal(SQLException failure) {
    String state = failure.getSQLState();
    return state != null && (state.startsWith("08") || SHUTDOWN.contains(state));
  }

  /**
   * {@link Liveness#ALIVE}, always: the socket is out of reach, and a probe costs no round trip.
   */
  @Override
  public Liveness probe() {
    return Liveness.ALIVE;
  }

  @Override
  public boolean test(long timeoutMillis) {
    long seconds = TimeUnit.MILLISECONDS.toSeconds(timeoutMillis);
    if (TimeUnit.SECONDS.toMillis(seconds) < timeoutMillis) {
      seconds++;
    }
    try {
      return raw().isValid((int) Math.min(seconds, Integer.MAX_VALUE));
    } catch (SQLException | RuntimeException | Error failure) {
      markBroken(failure);
      return false;
    }
  }

  /** Does nothing: JDBC ends a statement through the statement only. {@link #cut} follows. */
  @Override
  public void cancel() {}

  /** Never: JDBC promises nothing of how long an abort may take. */
  @Override
  public boolean cut() {
    return false;
  }

  @Override
  public void abort() {
    try {
      raw().abort(Runnable::run);
    } catch (SQLException | RuntimeException failure) {
      markBroken(failure);
    }
  }

  @Override
  public void close() {
    try {
      raw().close();
    } catch (SQLException | RuntimeException failure) {
      markBroken(failure);
    }
  }

  @Override
  protected void rememberSchema() throws SQLException {
    if (schema == null) {
      schema = raw().getSchema();
    }
  }

  @Override
  protected void rememberIsolation() throws SQLException {
    if (isolation == null) {
      isolation = raw().getTransactionIsolation();
    }
  }

  @Override
  protected void restoreSchema() throws SQLException {
    if (schema != null) {
      raw().setSchema(schema);
    }
  }

  @Override
  protected void restoreIsolation() throws SQLException {
    if (isolation != null) {
      raw().setTransactionIsolation(isolation);
    }
  }

  /** Does nothing: JDBC has no word for it. */
  @Override
  protected void resetSession() {}
}
