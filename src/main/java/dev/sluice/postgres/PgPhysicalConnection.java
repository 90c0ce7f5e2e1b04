package dev.sluice.postgres;

import dev.sluice.jdbc.Liveness;
import dev.sluice.jdbc.PhysicalConnection;
import dev.sluice.jdbc.TransactionState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
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

  /** Asks the driver for notifications that it has in its buffer already, and waits for none. */
  private static final int NO_WAIT = -1;

  /** An answer of the server that is no older makes up for a look at the return. */
  private static final Duration JUST_ANSWERED = Duration.ofMillis(1);

  private final BaseConnection base;
  private final @Nullable ProbeSocket socket;
  private final CancelSockets cancels;
  private final SessionSql sql;
  private final Duration callTime;
  private final @Nullable String url;

  /** Whether a statement was still running when its borrower gave this back. */
  private volatile boolean abandoned;

  /** Null until the driver's connection is given to a borrower. The holder's own. */
  private @Nullable RegisteredTypes types;

  private final int prepareThreshold;
  private final int defaultFetchSize;
  private final AutoSave autosave;
  private final boolean adaptiveFetch;

  PgPhysicalConnection(
      BaseConnection base,
      @Nullable ProbeSocket socket,
      CancelSockets cancels,
      SessionSql sql,
      ConnectSpec spec)
      throws SQLException {
    super(base, spec.defaults());
    this.base = base;
    this.socket = socket;
    this.cancels = cancels;
    this.sql = sql;
    this.callTime = spec.callTimeout();
    this.url = spec.shownUrl();
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
  protected @Nullable String url() {
    return url;
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
  protected boolean isOccupied() {
    return socket != null && socket.isAnswerDue();
  }

  /**
   * Besides what others find: an open COPY, and an answer that was read in part. Both need the
   * driver's own connection, so only a borrower who had that pays for the look.
   */
  @Override
  protected @Nullable String unfitAtReturn(boolean exposed) throws SQLException {
    String unfit = super.unfitAtReturn(exposed);
    if (unfit != null) {
      // Frees the other thread at once; what the server does for it is cancelled at the close.
      abandoned = true;
      Objects.requireNonNull(socket).cut();
      return unfit;
    }
    if (cancels.anyOpen()) {
      return "a cancel request was under way when it was given back";
    }
    if (!exposed) {
      return null;
    }
    if (types != null && !types.isCurrent(base)) {
      return "a class was registered for one of its types";
    }
    checkAtRest();
    return null;
  }

  /**
   * Throws if the driver is in the middle of an exchange. While a COPY is open the driver has
   * others wait, unless they are interrupted; what it has in its buffer at rest can only be
   * notices, and anything else makes it throw.
   */
  private void checkAtRest() throws SQLException {
    boolean interrupted = Thread.interrupted();
    Thread.currentThread().interrupt();
    try {
      base.getQueryExecutor().processNotifies(NO_WAIT);
    } finally {
      Thread.interrupted();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  protected void rememberExposed() {
    if (types == null) {
      types = RegisteredTypes.of(base);
    }
  }

  @Override
  protected void beginOwnCalls() {
    if (socket != null) {
      socket.deadlineIn(callTime);
    }
  }

  @Override
  protected void endOwnCalls() {
    if (socket != null) {
      socket.noDeadline();
    }
  }

  @Override
  public void cancel() {
    try {
      base.cancelQuery();
    } catch (SQLException | RuntimeException e) {
      // A connection that is closed has nothing to cancel.
    }
  }

  /** Without sockets of ours the driver closes its own, which TLS may make wait. */
  @Override
  public boolean cut() {
    cancels.cut();
    if (socket == null) {
      return false;
    }
    socket.cut();
    return true;
  }

  @Override
  public void abort() {
    if (socket != null) {
      // First, so that TLS finds nothing to say farewell to, which takes up to a second.
      socket.cut();
    }
    if (abandoned) {
      cancelAbandoned();
    }
    cancels.cut();
    try {
      base.abort(Runnable::run);
      // Tells the driver's cleaner that nothing is left to watch.
      base.close();
    } catch (SQLException | RuntimeException e) {
      // The socket is closed, and that is all that counts.
    }
  }

  /** The server would go on with it to its end, since it has nobody to tell of it. */
  private void cancelAbandoned() {
    cancels.limit(CLOSE_TIME);
    try {
      base.getQueryExecutor().sendQueryCancel();
    } catch (SQLException | RuntimeException e) {
      // It goes on.
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
    String prepared = within(callTime, this::statementsPreparedInSql);
    if (!prepared.isEmpty()) {
      run(prepared);
    }
    // Clears the driver's list; what the server still sends is for channels no longer listened to.
    base.getQueryExecutor().getNotifications();
  }

  /**
   * What removes the statements that were prepared by PREPARE, and not the driver's own, which
   * DEALLOCATE ALL would take too.
   */
  private String statementsPreparedInSql() throws SQLException {
    StringBuilder sql = new StringBuilder();
    // As run() does: with no BEGIN before it.
    ResultSet names = base.execSQLQuery(SessionSql.PREPARED_IN_SQL);
    try (Statement statement = names.getStatement()) {
      while (names.next()) {
        sql.append(sql.isEmpty() ? "" : "; ").append("DEALLOCATE ").append(names.getString(1));
      }
      statement.clearWarnings();
    }
    return sql.toString();
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
        callTime,
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

  private interface Exchange<T> {
    T run() throws SQLException;
  }

  private <T> T within(Duration time, Exchange<T> exchange) throws SQLException {
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
