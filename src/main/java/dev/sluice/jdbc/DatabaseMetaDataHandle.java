package dev.sluice.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;

/** What a connection's handle tells of its database. Its result sets name no statement. */
final class DatabaseMetaDataHandle extends ForwardingDatabaseMetaData {
  DatabaseMetaDataHandle(ConnectionHandle connection, DatabaseMetaData raw) {
    super(connection, raw);
  }

  @Override
  public Connection getConnection() throws SQLException {
    delegate();
    return connection;
  }
}
