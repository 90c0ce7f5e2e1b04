package dev.sluice.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** One connection of the driver, one server session. Subclasses know the database. */
public abstract class PhysicalConnection {
  private final Connection raw;
  private final SessionDefaults defaults;

  protected PhysicalConnection(Connection raw, SessionDefaults defaults) {
    this.raw = raw;
    this.defaults = defaults;
  }

  /** The driver's own connection. */
  public final Connection raw() {
    return raw;
  }

  /** What each borrower finds on this connection. */
  public final SessionDefaults defaults() {
    return defaults;
  }

  /** Where the session stands, without a round trip. */
  public abstract TransactionState transactionState();

  /** Whether this failure means that the session can't be used any more. */
  public abstract boolean isFatal(SQLException failure);

  /** Looks at the socket. Only for a connection that nobody else is reading from. */
  public abstract Liveness probe();

  /**
   * Asks the server with a round trip.
   *
   * @param timeoutMillis how long the answer may take, in milliseconds; 0 for no limit of its own
   * @return whether the server answered
   */
  public abstract boolean test(long timeoutMillis);

  /** Ends a running statement by the protocol's own request. Never throws. */
  public abstract void cancel();

  /** Cuts the connection, whatever it is doing. Never throws. */
  public abstract void abort();

  /** Closes the connection in an orderly way. Never throws. */
  public abstract void close();

  /** Puts the search path back to what it was when the session began. */
  protected abstract void restoreSchema() throws SQLException;

  /** Puts the transaction isolation back to what it was when the session began. */
  protected abstract void restoreIsolation() throws SQLException;

  /**
   * Undoes, with a round trip, what SQL statements changed in the session: everything that {@code
   * DISCARD ALL} undoes save prepared plans.
   */
  protected abstract void resetSession() throws SQLException;
}
