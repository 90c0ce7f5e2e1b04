package dev.sluice.jdbc;

import dev.sluice.core.Client;
import dev.sluice.core.Slot;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLPermission;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.util.Collections;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The connection that an application holds: new for each borrow, dead after {@link #close}.
 *
 * <p>That the handle is dead and that its loan is over are two events. {@link #close} and {@link
 * #abort} end the handle; then {@link LoanEnd} cleans the connection up and ends the loan, in its
 * {@link Slot}. The pool may end the loan before, and take the physical connection away for good.
 * Each call on a handle that is no longer open throws with SQLSTATE 08003; so does each call on
 * what was made from it.
 *
 * <p>As thread-safe as the driver's connection. A call that is under way on one thread while
 * another closes the handle is the application's mistake, and reaches the driver.
 */
public final class ConnectionHandle extends LentConnection {
  private static final String INVALID_PARAMETER_VALUE = "22023";
  private static final String IN_FAILED_TRANSACTION = "25P02";

  /**
   * Lends what the slot holds to the calling thread.
   *
   * @param slot where the connection lives; lent to this handle alone
   * @param client on whose behalf the thread borrows
   * @param borrowStack made where the borrow happened, or null where nobody wants to know
   */
  public ConnectionHandle(
      Slot<PhysicalConnection> slot, Client client, @Nullable Throwable borrowStack) {
    super(slot, client, borrowStack);
  }

  /**
   * Gives the connection back: closes what is still open on it, undoes what was changed and ends
   * the loan. Does nothing on a dead handle. Never throws: a failure of the pool's own clean-up
   * ends the physical connection, and is none of the application's. Returns within the time that
   * the pool gives its own calls, and a second, whatever the network does.
   */
  @Override
  public void close() {
    long mine = loan();
    if (mine == CLOSED) {
      return;
    }
    if (!used && !physical.isBroken()) {
      if (slot.releaseUnused(mine)) {
        OpenStatements late = die();
        if (late != null) {
          // Another thread made one meanwhile, which is the application's mistake.
          late.closeAll(physical);
        }
      }
    } else if (slot.beginReturn(mine)) {
      LoanEnd.cleanUp(slot, mine, die());
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
    long mine = loan();
    if (mine == CLOSED || !slot.beginReturn(mine)) {
      return;
    }
    die();
    try {
      physical.markBroken(new SQLException("the application aborted its connection"));
      physical.raw().abort(executor);
    } finally {
      slot.discard(mine, null);
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
    return !isOpen() || physical.raw().isClosed();
  }

  /**
   * Asks the server. A connection that doesn't answer in time is not lent again.
   *
   * @param timeoutSeconds how long the answer may take, in seconds; 0 for no limit
   * @return whether it answered; false on a dead handle
   */
  @Override
  public boolean isValid(int timeoutSeconds) throws SQLException {
    if (!isOpen()) {
      return false;
    }
    boolean valid;
    try {
      valid = used().isValid(timeoutSeconds);
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
  public <T> T unwrap(@Nullable Class<T> type) throws SQLException {
    Connection raw = delegate();
    if (type == null) {
      throw new SQLException("unwrap needs a type, and got null", INVALID_PARAMETER_VALUE);
    }
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
  public boolean isWrapperFor(@Nullable Class<?> type) throws SQLException {
    Connection raw = delegate();
    if (type == null) {
      return false;
    }
    try {
      return type.isInstance(this) || type.isInstance(raw) || raw.isWrapperFor(type);
    } catch (SQLException failure) {
      throw failed(failure);
    }
  }

  @Override
  ConnectionHandle self() {
    return this;
  }

  @Override
  public void commit() throws SQLException {
    Connection delegate = delegate();
    boolean failedBefore = physical.transactionState() == TransactionState.FAILED;
    try {
      delegate.commit();
    } catch (SQLException failure) {
      throw failed(failure);
    } catch (RuntimeException | Error failure) {
      crashed(failure);
      throw failure;
    }
    if (failedBefore) {
      throw rolledBack();
    }
  }

  @Override
  public void setAutoCommit(boolean autoCommit) throws SQLException {
    SessionAttributes session = session();
    boolean failedBefore = autoCommit && physical.transactionState() == TransactionState.FAILED;
    try {
      session.setAutoCommit(autoCommit);
    } catch (SQLException failure) {
      throw failed(failure);
    } catch (RuntimeException | Error failure) {
      crashed(failure);
      throw failure;
    }
    if (failedBefore && physical.transactionState() == TransactionState.IDLE) {
      throw rolledBack();
    }
  }

  /** PostgreSQL answers the COMMIT of a failed transaction with a rollback, which is no error. */
  private static SQLException rolledBack() {
    return new SQLTransactionRollbackException(
        "the transaction was rolled back: an earlier statement failed", IN_FAILED_TRANSACTION);
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
    String word = isOpen() ? "" : loan() == CLOSED ? ", closed" : ", taken back by the pool";
    return "ConnectionHandle@" + Integer.toHexString(hashCode()) + " of " + physical + word;
  }
}
