package dev.sluice.jdbc;

import java.io.IOException;
import java.sql.SQLException;

/**
 * What the streams, readers and writers of a handle have in common: each call asks first whether
 * the handle is open, and sends nothing once it is not.
 */
final class Loaned {
  private final ConnectionHandle connection;

  Loaned(ConnectionHandle connection) {
    this.connection = connection;
  }

  /**
   * Before a call.
   *
   * @throws IOException whose cause has SQLSTATE 08003, if the handle is dead
   */
  void check() throws IOException {
    try {
      connection.delegate();
    } catch (SQLException dead) {
      throw new IOException(dead.getMessage(), dead);
    }
  }

  /** Whether closing it has nothing to do any more. */
  boolean isOver() {
    return !connection.isOpen();
  }
}
