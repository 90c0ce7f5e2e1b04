package dev.sluice.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What a connection's handle tells of its database. Its result sets name no statement. */
final class DatabaseMetaDataHandle extends ForwardingDatabaseMetaData {
  DatabaseMetaDataHandle(ConnectionHandle connection, DatabaseMetaData raw) {
    super(connection, raw);
  }

  /** The URL that was configured, without its secrets; the driver's where there is none. */
  @Override
  public @Nullable String getURL() throws SQLException {
    DatabaseMetaData delegate = delegate();
    String configured = connection.physical().url();
    if (configured != null) {
      return configured;
    }
    try {
      return delegate.getURL();
    } catch (SQLException failure) {
      throw failed(failure);
    }
  }

  @Override
  public Connection getConnection() throws SQLException {
    delegate();
    return connection;
  }
}
