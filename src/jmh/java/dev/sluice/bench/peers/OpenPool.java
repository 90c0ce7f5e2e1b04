package dev.sluice.bench.peers;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** A pool that lends. Thread-safe as far as the pool is. */
public final class OpenPool implements AutoCloseable {
  private final DataSource dataSource;
  private final AutoCloseable closing;

  OpenPool(DataSource dataSource, AutoCloseable closing) {
    this.dataSource = dataSource;
    this.closing = closing;
  }

  /** Borrows. */
  public Connection borrow() throws SQLException {
    return dataSource.getConnection();
  }

  /** Borrows so many at once and gives them back: then the pool has opened them. */
  public void fill(int connections) throws SQLException {
    List<Connection> held = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      held.add(borrow());
    }
    for (Connection each : held) {
      each.close();
    }
  }

  /** Closes the pool; what that throws would hide what went wrong before. */
  @Override
  public void close() {
    try {
      closing.close();
      // Some pools close their connections on threads of their own.
      TimeUnit.MILLISECONDS.sleep(50);
    } catch (Exception e) {
      System.err.println("A pool did not close: " + e);
    }
  }
}
