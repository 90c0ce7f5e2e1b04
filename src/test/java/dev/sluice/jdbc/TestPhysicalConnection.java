package dev.sluice.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** A physical connection that knows its transaction's state, as the PostgreSQL kind does. */
class TestPhysicalConnection extends PhysicalConnection {
  static final SessionDefaults DEFAULTS = new SessionDefaults(true, false, null, null);

  TransactionState state = TransactionState.IDLE;
  boolean pending;
  int schemaRestored;
  int isolationRestored;

  TestPhysicalConnection(Connection raw) {
    this(raw, DEFAULTS);
  }

  TestPhysicalConnection(Connection raw, SessionDefaults defaults) {
    super(raw, defaults);
  }

  @Override
  public TransactionState transactionState() {
    return state;
  }

  @Override
  public boolean isFatal(SQLException failure) {
    return failure.getSQLState() != null && failure.getSQLState().startsWith("08");
  }

  @Override
  public Liveness probe() {
    return Liveness.ALIVE;
  }

  @Override
  public boolean test(long timeoutMillis) {
    return true;
  }

  @Override
  public void cancel() {}

  @Override
  public boolean cut() {
    return true;
  }

  @Override
  public void abort() {}

  @Override
  public void close() {}

  @Override
  protected boolean pendingAtReturn() {
    return pending;
  }

  @Override
  protected void restoreSchema() throws SQLException {
    schemaRestored++;
    raw().createStatement();
  }

  @Override
  protected void restoreIsolation() throws SQLException {
    isolationRestored++;
    raw().createStatement();
  }

  @Override
  protected void resetSession() throws SQLException {
    raw().createStatement();
  }
}
