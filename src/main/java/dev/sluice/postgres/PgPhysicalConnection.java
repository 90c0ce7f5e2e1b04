package dev.sluice.postgres;

import dev.sluice.jdbc.Liveness;
import dev.sluice.jdbc.PhysicalConnection;
import dev.sluice.jdbc.SessionDefaults;
import dev.sluice.jdbc.TransactionState;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.jdbc.AutoSave;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * One connection of PostgreSQL's driver.
 *
 * <p>For one thread at a time, as the driver is; {@link #cancel()} and {@link #abort()} may come
 * from any thread. Round trips that the pool makes for itself end within their time even where
 * nothing answers.
 */
public final class PgPhysicalConnection extends PhysicalConnection {
  private static final Duration CLOSE_TIME = Duration.ofSeconds(1);

  /** An answer of the server that is no older makes up for a look at the return. */
  private static final Duration JUST_ANSWERED = Duration.ofMillis(1);

  private final BaseConnection base;
  private final @Nullable ProbeSocket socket;
  private final SessionSql sql;
  private final Duration roundTripTime;

  private final int prepareThreshold;
  private final int defaultFetchSize;
  private final AutoSave autosave;
  private final boolean adaptiveFetch;

  PgPhysicalConnection(
      BaseConnection base,
      SessionDefaults defaults,
      @Nullable ProbeSocket socket,
      SessionSql sql,
      Duration roundTripTime)
      throws SQLException {
    super(base, defaults);
    this.base = base;
    this.socket = socket;
    this.sql = sql;
    this.roundTripTime = roundTripTime;
    this.prepareThreshold = base.getPrepareThreshold();
    this.defaultFetchSize = base.getDefaultFetchSize();
    this.autosave = base.getAutosave();
    this.adaptiveFetch = base.getAdaptiveFetch();
  }

  /** The process id of the server's backend, for messages. */
  public int backendPid() {
    return base.getBackendPID();
  }

  /** What the server last said of its role; no round trip. */
  public ServerRole role() {
    String standby = base.getParameterStatus("in_hot_standby");
    if (standby == null) {
      return ServerRole.UNKNOWN;
    }
    return standby.equals("on") ? ServerRole.STANDBY : ServerRole.PRIMARY;
  }

  /**
   * Whether transactions are read-only unless they say otherwise, by what the server last said; no
   * round trip. False before PostgreSQL 14, which does not say it.
   */
  public boolean readOnlyByDefault() {
    return role() == ServerRole.STANDBY
        || "on".equals(base.getParameterStatus("default_transaction_read_only"));
  }

  @Override
  public TransactionState transactionState() {
    return switch (base.getTransactionState()) {
      case IDLE -> TransactionState.IDLE;
      case OPEN -> TransactionState.OPEN;
      case FAILED -> TransactionState.FAILED;
    };
  }

  @Override
  public boolean isFatal(SQLException failure) {
    int depth = 0;
    for (Throwable t = failure; t instanceof SQLException e && depth++ < 10; t = e.getCause()) {
      if (SqlStates.isFatal(e.getSQLState()) || endsTheSession(e)) {
        return true;
      }
    }
    // The driver closes its connection itself when reading or writing failed.
    return isClosed();
  }

  private static boolean endsTheSession(SQLException failure) {
    if (!(failure instanceof PSQLException e)) {
      return false;
    }
    ServerErrorMessage message = e.getServerErrorMessage();
    String severity = message == null ? null : message.getSeverity();
    return "FATAL".equals(severity) || "PANIC".equals(severity);
  }

  @Override
  public Liveness probe() {
    if (socket == null) {
      return isClosed() ? Liveness.DEAD : Liveness.ASK;
    }
    return socket.probe();
  }

  /**
   * Whether something waits on the socket, or its end, when a borrower has just given it back. A
   * server that has just answered is not looked at where the next borrow looks anyway: it lives.
   */
  @Override
  protected boolean pendingAtReturn() {
    if (socket == null || (isTestedAtBorrow() && socket.heardWithin(JUST_ANSWERED))) {
      return false;
    }
    return socket.probe() != Liveness.ALIVE;
  }

  @Override
  public boolean test(long timeoutMillis) {
    boolean alive;
    try {
      alive = within(Duration.ofMillis(timeoutMillis), () -> base.isValid(0));
    } catch (SQLException | RuntimeException e) {
      alive = false;
    }
    if (!alive) {
      // An answer may still be under way: it would be taken for that of the next question.
      abort();
    }
    return alive;
  }

  @Override
  public void cancel() {
    try {
      base.cancelQuery();
    } catch (SQLException | RuntimeException e) {
      // A connection that is closed has nothing to cancel.
    }
  }

  @Override
  public void abort() {
    if (socket != null) {
      // First, so that TLS finds nothing to say farewell to, which takes up to a second.
      socket.cut();
    }
    try {
      base.abort(Runnable::run);
      // Tells the driver's cleaner that nothing is left to watch.
      base.close();
    } catch (SQLException | RuntimeException e) {
      // The socket is closed, and that is all that counts.
    }
  }

  @Override
  public void close() {
    if (socket != null) {
      socket.deadlineIn(CLOSE_TIME);
    }
    try {
      base.close();
    } catch (SQLException | RuntimeException e) {
      abort();
    } finally {
      if (socket != null) {
        socket.cut();
      }
    }
  }

  @Override
  protected void restoreSchema() throws SQLException {
    run(sql.restoreSchema());
  }

  @Override
  protected void restoreIsolation() throws SQLException {
    run(sql.restoreIsolation());
  }

  @Override
  protected void resetSession() throws SQLException {
    run(sql.reset());
  }

  /** Undoes what an application that unwrapped the connection can set without the server. */
  @Override
  protected void restoreExposed() throws SQLException {
    base.setPrepareThreshold(prepareThreshold);
    base.setDefaultFetchSize(defaultFetchSize);
    base.setAutosave(autosave);
    base.setAdaptiveFetch(adaptiveFetch);
  }

  private boolean isClosed() {
    try {
      return base.isClosed();
    } catch (SQLException e) {
      return true;
    }
  }

  /** With no BEGIN before it, whatever autocommit is: what is set must not roll back later. */
  private void run(String statements) throws SQLException {
    within(
        roundTripTime,
        () -> {
          base.execSQLUpdate(statements);
          return true;
        });
  }

  /** Names the backend as {@code pg_stat_activity} shows it. */
  @Override
  public String toString() {
    return "backend " + base.getBackendPID();
  }

  private interface Exchange {
    boolean run() throws SQLException;
  }

  private boolean within(Duration time, Exchange exchange) throws SQLException {
    if (time.isZero()) {
      return exchange.run();
    }
    if (socket != null) {
      socket.deadlineIn(time);
      try {
        return exchange.run();
      } finally {
        socket.noDeadline();
      }
    }
    int before = base.getNetworkTimeout();
    base.setNetworkTimeout(Runnable::run, (int) Math.min(time.toMillis(), Integer.MAX_VALUE));
    try {
      return exchange.run();
    } finally {
      if (!base.isClosed()) {
        base.setNetworkTimeout(Runnable::run, before);
      }
    }
  }
}
