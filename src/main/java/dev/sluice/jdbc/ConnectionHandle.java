package dev.sluice.jdbc;

import dev.sluice.core.Holder;
import dev.sluice.core.Slot;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLPermission;
import java.sql.Statement;
import java.util.Collections;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The connection that an application holds: new for each borrow, dead after {@link #close}.
 *
 * <p>Its life is one step, OPEN to CLOSED or to REVOKED, taken by one compare-and-set. Whoever
 * takes it ends the loan, once: the application by {@link #close} or {@link #abort}, which tell the
 * {@link LoanDesk}, or the pool by {@link #revoke}, which doesn't. Each call that finds the handle
 * no longer open throws with SQLSTATE 08003; so does each call on what was made from it.
 *
 * <p>As thread-safe as the driver's connection. A call that is under way on one thread while
 * another closes the handle is the application's mistake, and reaches the driver.
 */
public final class ConnectionHandle extends ForwardingConnection implements Holder {
  private static final int OPEN = 0;
  private static final int CLOSED = 1;
  private static final int REVOKED = 2;

  private static final String CONNECTION_DOES_NOT_EXIST = "08003";
  private static final String INVALID_PARAMETER_VALUE = "22023";

  private static final VarHandle STATE;
  private static final VarHandle STATEMENTS;

  static {
    try {
      MethodHandles.Lookup own = MethodHandles.lookup();
      STATE = own.findVarHandle(ConnectionHandle.class, "state", int.class);
      STATEMENTS = own.findVarHandle(ConnectionHandle.class, "statements", OpenStatements.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Slot<PhysicalConnection> slot;
  private final LoanDesk desk;
  private final PhysicalConnection physical;
  private final Thread borrower;
  private final @Nullable Throwable borrowStack;

  /** OPEN, then CLOSED or REVOKED for good. Left by compare-and-set only. */
  private volatile int state;

  /**
   * Null until a statement is made, then one list for good. It and {@link #state} are written and
   * read crosswise: {@link #close} writes the state and reads this, {@link #track} writes this and
   * reads the state, so that one of them finds the other.
   */
  private volatile @Nullable OpenStatements statements;

  /**
   * Lends what the slot holds to the calling thread.
   *
   * @param slot where the connection lives; lent to this handle alone
   * @param desk where the loan ends
   */
  public ConnectionHandle(Slot<PhysicalConnection> slot, LoanDesk desk) {
    this(slot, desk, null);
  }

  /**
   * Lends what the slot holds to the calling thread, and keeps where that was.
   *
   * @param borrowStack made where the borrow happened, or null where nobody wants to know
   */
  public ConnectionHandle(
      Slot<PhysicalConnection> slot, LoanDesk desk, @Nullable Throwable borrowStack) {
    this.slot = slot;
    this.desk = desk;
    this.physical = slot.resource();
    this.borrower = Thread.currentThread();
    this.borrowStack = borrowStack;
  }

  /** Where the connection lives. */
  public Slot<PhysicalConnection> slot() {
    return slot;
  }

  /** What is lent; once the handle is dead, what was. */
  public PhysicalConnection physical() {
    return physical;
  }

  /** Where the loan ends. */
  public LoanDesk desk() {
    return desk;
  }

  @Override
  public Thread borrower() {
    return borrower;
  }

  @Override
  public @Nullable Throwable borrowedAt() {
    return borrowStack;
  }

  /**
   * Takes the connection away from the application, for the pool. The driver is not called and the
   * desk not told: the pool cancels or aborts and disposes of the slot itself, and must not lend
   * the physical connection again. From any thread.
   *
   * @param reason completes the sentence "the pool took this connection back: …" that each later
   *     call on the handle throws
   * @return whether it was this call that ended the loan; if not, the application did or does, and
   *     the desk hears of it
   */
  @Override
  public boolean revoke(String reason) {
    if (!STATE.compareAndSet(this, OPEN, REVOKED)) {
      return false;
    }
    physical.revoked(reason);
    return true;
  }

  /**
   * Gives the connection back: closes what is still open on it, undoes what was changed and ends
   * the loan. Does nothing on a dead handle. Never throws: a failure of the pool's own clean-up
   * ends the physical connection, and is none of the application's.
   */
  @Override
  public void close() {
    if (!STATE.compareAndSet(this, OPEN, CLOSED)) {
      return;
    }
    ReturnVerdict verdict = ReturnVerdict.BROKEN;
    try {
      OpenStatements open = statements;
      if (open != null) {
        open.closeAll(this);
      }
      boolean wasBroken = physical.isBroken();
      verdict = physical.restore();
      if (verdict == ReturnVerdict.BROKEN && !wasBroken) {
        reportRestore();
      }
    } finally {
      if (verdict == ReturnVerdict.CLEAN) {
        desk.giveBack(this);
      } else if (verdict == ReturnVerdict.BROKEN) {
        desk.discard(this, physical.brokenBy());
      } else {
        desk.recycle(this);
      }
    }
  }

  private void reportRestore() {
    if (physical.brokenBy() instanceof SQLException failure && physical.endsSession(failure)) {
      desk.failed(this, failure);
    }
  }

  /**
   * Cuts the connection. Does nothing on a dead handle.
   *
   * @throws SQLException with SQLSTATE 22023 if the executor is null, or what the driver throws;
   *     the loan has ended then too
   * @throws SecurityException if a security manager denies {@code SQLPermission("callAbort")}
   */
  @Override
  public void abort(@Nullable Executor executor) throws SQLException {
    checkMayAbort();
    if (executor == null) {
      throw new SQLException("abort needs an executor, and got null", INVALID_PARAMETER_VALUE);
    }
    if (!STATE.compareAndSet(this, OPEN, CLOSED)) {
      return;
    }
    try {
      physical.markBroken(new SQLException("the application aborted its connection"));
      physical.raw().abort(executor);
    } finally {
      desk.discard(this, null);
    }
  }

  /** Not by {@code Permission.checkGuard}, which refuses everybody from Java 24 on. */
  @SuppressWarnings("removal")
  private static void checkMayAbort() {
    SecurityManager manager = System.getSecurityManager();
    if (manager != null) {
      manager.checkPermission(new SQLPermission("callAbort"));
    }
  }

  @Override
  public boolean isClosed() throws SQLException {
    return state != OPEN || physical.raw().isClosed();
  }

  /**
   * Asks the server. A connection that doesn't answer in time is not lent again.
   *
   * @param timeoutSeconds how long the answer may take, in seconds; 0 for no limit
   * @return whether it answered; false on a dead handle
   */
  @Override
  public boolean isValid(int timeoutSeconds) throws SQLException {
    if (state != OPEN) {
      return false;
    }
    boolean valid;
    try {
      valid = physical.use().isValid(timeoutSeconds);
    } catch (SQLException failure) {
      throw failed(failure);
    }
    if (!valid) {
      failed(new SQLNonTransientConnectionException("isValid answered false", "08006"));
    }
    return valid;
  }

  @Override
  public void setClientInfo(String name, @Nullable String value) throws SQLClientInfoException {
    try {
      session().setClientInfo(name, value);
    } catch (SQLException failure) {
      throw SessionAttributes.clientInfoFailed(failed(failure), Collections.singleton(name));
    }
  }

  @Override
  public void setClientInfo(Properties properties) throws SQLClientInfoException {
    try {
      session().setClientInfo(properties);
    } catch (SQLException failure) {
      throw SessionAttributes.clientInfoFailed(failed(failure), properties.stringPropertyNames());
    }
  }

  /**
   * This handle if it is one, else the driver's connection if that is one, else what the driver
   * unwraps to. Who has the driver's connection answers for what is done with it; its attributes
   * are put back at return all the same.
   */
  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    Connection raw = delegate();
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    try {
      expose();
      return type.isInstance(raw) ? type.cast(raw) : raw.unwrap(type);
    } catch (SQLException failure) {
      throw failed(failure);
    }
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    Connection raw = delegate();
    try {
      return type.isInstance(this) || type.isInstance(raw) || raw.isWrapperFor(type);
    } catch (SQLException failure) {
      throw failed(failure);
    }
  }

  @Override
  Connection delegate() throws SQLException {
    if (state != OPEN) {
      throw dead(null);
    }
    return physical.use();
  }

  @Override
  SessionAttributes session() throws SQLException {
    if (state != OPEN) {
      throw dead(null);
    }
    physical.use();
    return physical.attributes();
  }

  @Override
  ConnectionHandle self() {
    return this;
  }

  @Override
  SQLException failed(SQLException failure) {
    int now = state;
    if (now == OPEN) {
      report(failure);
      return failure;
    }
    // The pool cut a running call short: that, and not the cut, is what the caller has to know.
    return now == REVOKED ? dead(failure) : failure;
  }

  private void report(SQLException failure) {
    boolean wasBroken = physical.isBroken();
    physical.failed(failure);
    if (!wasBroken && physical.isBroken()) {
      desk.failed(this, failure);
    }
  }

  /** As {@link #failed}, for the pool's own clean-up of this handle. */
  void closingFailed(Exception failure) {
    if (failure instanceof SQLException told) {
      report(told);
    } else {
      physical.markBroken(failure);
    }
  }

  private <S extends StatementHandle> S track(S statement) throws SQLException {
    OpenStatements open = statements;
    if (open == null) {
      STATEMENTS.compareAndSet(this, null, new OpenStatements());
      open = Objects.requireNonNull(statements);
    }
    open.add(statement);
    if (state != OPEN) {
      // Whether close() saw this statement or not: only one of the two takes it off the list.
      if (state == CLOSED && open.remove(statement)) {
        statement.closeRaw();
      }
      throw dead(null);
    }
    return statement;
  }

  /** Whether it was this call that closed the statement's handle. */
  boolean untrack(StatementHandle statement) {
    OpenStatements open = statements;
    return state == OPEN && open != null && open.remove(statement);
  }

  boolean isOpen() {
    return state == OPEN;
  }

  /** The application is about to get something of the driver's that leads to its connection. */
  void expose() throws SQLException {
    physical.attributes().expose();
  }

  /** What to throw from a handle that is not open. */
  private SQLException dead(@Nullable SQLException cause) {
    String message = "this connection was closed, and what was made from it with it";
    if (state == REVOKED) {
      String reason = physical.revocation();
      message = "the pool took this connection back" + (reason == null ? "" : ": " + reason);
    }
    return new SQLNonTransientConnectionException(message, CONNECTION_DOES_NOT_EXIST, cause);
  }

  @Override
  Statement wrap(Statement raw) throws SQLException {
    return track(new StatementHandle(this, raw));
  }

  @Override
  PreparedStatement wrap(PreparedStatement raw) throws SQLException {
    return track(new PreparedStatementHandle(this, raw));
  }

  @Override
  CallableStatement wrap(CallableStatement raw) throws SQLException {
    return track(new CallableStatementHandle(this, raw));
  }

  @Override
  DatabaseMetaData wrap(DatabaseMetaData raw) {
    return new DatabaseMetaDataHandle(this, raw);
  }

  @Override
  public String toString() {
    String word = state == OPEN ? "" : state == CLOSED ? ", closed" : ", taken back by the pool";
    return "ConnectionHandle@" + Integer.toHexString(hashCode()) + " of " + physical + word;
  }
}
