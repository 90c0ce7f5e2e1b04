package dev.sluice.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A result set of a connection's handle. When its statement ends it is the driver's to say. */
final class ResultSetHandle extends ForwardingResultSet {
  private final @Nullable StatementHandle statement;

  /**
   * @param statement the statement that it names as its own; null for what metadata and arrays
   *     make, whose statement is the driver's affair
   */
  ResultSetHandle(ConnectionHandle connection, @Nullable StatementHandle statement, ResultSet raw) {
    super(connection, raw);
    this.statement = statement;
  }

  @Override
  @Nullable StatementHandle statement() {
    return statement;
  }

  @Override
  public @Nullable Statement getStatement() throws SQLException {
    if (delegate().isClosed()) {
      throw new SQLNonTransientException("this result set was closed", "55000");
    }
    return statement;
  }

  @Override
  public void close() throws SQLException {
    if (isOver()) {
      return;
    }
    try {
      raw.close();
      if (statement != null) {
        statement.resultClosed();
      }
    } catch (SQLException failure) {
      throw failed(failure);
    }
  }

  @Override
  public boolean isClosed() throws SQLException {
    return isOver() || raw.isClosed();
  }
}
