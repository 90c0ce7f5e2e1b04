package dev.sluice.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A statement of a connection's handle. It is on the handle's list of open statements until it is
 * closed.
 */
class StatementHandle extends ForwardingStatement {
  private static final String OBJECT_NOT_IN_STATE = "55000";

  /** Links of {@link OpenStatements}, written under its lock. */
  @Nullable StatementHandle older;

  @Nullable StatementHandle newer;

  /**
   * Written once, under the lock of {@link OpenStatements}. A reader without the lock may miss that
   * another thread closed it, and then hears it from the driver.
   */
  boolean closed;

  private boolean closesOnCompletion;

  /** The result that was asked for last: asked again, a driver answers with the same. */
  private @Nullable ResultSetHandle lastResult;

  StatementHandle(ConnectionHandle connection, Statement raw) {
    super(connection, raw);
  }

  @Override
  final Statement delegate() throws SQLException {
    connection.delegate();
    if (closed) {
      throw new SQLNonTransientException("this statement was closed", OBJECT_NOT_IN_STATE);
    }
    return raw;
  }

  @Override
  final boolean isOver() {
    return closed || super.isOver();
  }

  @Override
  final StatementHandle statement() {
    return this;
  }

  @Override
  final @Nullable ResultSet wrap(@Nullable ResultSet result) {
    ResultSetHandle last = lastResult;
    if (result == null || (last != null && last.raw == result)) {
      return result == null ? null : last;
    }
    last = new ResultSetHandle(connection, this, result);
    lastResult = last;
    return last;
  }

  @Override
  public final Connection getConnection() throws SQLException {
    delegate();
    return connection;
  }

  /** Closes the driver's statement, unless this or its connection is closed already. */
  @Override
  public final void close() throws SQLException {
    if (connection.untrack(this)) {
      lastResult = null;
      closeRaw();
    }
  }

  final void closeRaw() throws SQLException {
    // A driver cancels what another thread runs in a statement that it closes.
    long cancels = connection.physical().isOccupied() ? connection.beginCancel() : 0;
    try {
      raw.close();
    } catch (SQLException failure) {
      throw failed(failure);
    } catch (RuntimeException | Error failure) {
      crashed(failure);
      throw failure;
    } finally {
      if (cancels != 0) {
        connection.endCancel(cancels);
      }
    }
  }

  /** Sent during this loan, or not at all; see {@link dev.sluice.core.Slot#beginCancel}. */
  @Override
  public final void cancel() throws SQLException {
    Statement delegate = delegate();
    long loan = connection.beginCancel();
    try {
      delegate.cancel();
    } catch (SQLException failure) {
      throw failed(failure);
    } catch (RuntimeException | Error failure) {
      crashed(failure);
      throw failure;
    } finally {
      connection.endCancel(loan);
    }
  }

  @Override
  public final boolean isClosed() throws SQLException {
    return isOver() || raw.isClosed();
  }

  @Override
  public final void closeOnCompletion() throws SQLException {
    Statement delegate = delegate();
    try {
      delegate.closeOnCompletion();
      closesOnCompletion = true;
    } catch (SQLException failure) {
      throw failed(failure);
    }
  }

  /** A result of this was closed: where that closed the driver's statement, this is closed too. */
  final void resultClosed() throws SQLException {
    if (closesOnCompletion && !closed && raw.isClosed()) {
      close();
    }
  }
}
