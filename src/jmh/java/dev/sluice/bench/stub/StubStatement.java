package dev.sluice.bench.stub;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.sql.PreparedStatement;
import java.sql.ResultSet;

/** A statement that answers with one row. */
public abstract class StubStatement implements PreparedStatement {
  private static final MethodHandle NEW =
      Blank.complete(StubStatement.class, MethodHandles.lookup());

  private StubResult result;
  private boolean closed;

  static StubStatement create() {
    try {
      return (StubStatement) NEW.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException("the stub can't be made", e);
    }
  }

  @Override
  public ResultSet executeQuery() {
    result = StubResult.create(this);
    return result;
  }

  @Override
  public ResultSet executeQuery(String sql) {
    return executeQuery();
  }

  @Override
  public boolean execute(String sql) {
    executeQuery();
    return true;
  }

  @Override
  public boolean execute() {
    executeQuery();
    return true;
  }

  @Override
  public ResultSet getResultSet() {
    return result;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
    if (result != null) {
      result.close();
    }
  }
}
