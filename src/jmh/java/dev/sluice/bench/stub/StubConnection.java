package dev.sluice.bench.stub;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.Executor;

/** A connection to nothing. */
public abstract class StubConnection implements Connection {
  private static final MethodHandle NEW =
      Blank.complete(StubConnection.class, MethodHandles.lookup());

  private boolean autoCommit = true;
  private boolean readOnly;
  private boolean closed;
  private int isolation = TRANSACTION_READ_COMMITTED;

  /** A new one. */
  public static StubConnection create() {
    try {
      return (StubConnection) NEW.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException("the stub can't be made", e);
    }
  }

  @Override
  public Statement createStatement() {
    return StubStatement.create();
  }

  @Override
  public PreparedStatement prepareStatement(String sql) {
    return StubStatement.create();
  }

  @Override
  public boolean isValid(int timeoutSeconds) {
    return !closed;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public void abort(Executor executor) {
    closed = true;
  }

  @Override
  public boolean getAutoCommit() {
    return autoCommit;
  }

  @Override
  public void setAutoCommit(boolean autoCommit) {
    this.autoCommit = autoCommit;
  }

  @Override
  public boolean isReadOnly() {
    return readOnly;
  }

  @Override
  public void setReadOnly(boolean readOnly) {
    this.readOnly = readOnly;
  }

  @Override
  public int getTransactionIsolation() {
    return isolation;
  }

  @Override
  public void setTransactionIsolation(int level) {
    isolation = level;
  }

  @Override
  public String getCatalog() {
    return "bench";
  }

  @Override
  public String getSchema() {
    return "public";
  }

  @Override
  public Properties getClientInfo() {
    return new Properties();
  }

  @Override
  public DatabaseMetaData getMetaData() {
    return StubMetaData.create(this);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    return type.cast(this);
  }
}
