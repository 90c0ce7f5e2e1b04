package dev.sluice.bench.stub;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.sql.ResultSet;
import java.sql.Statement;

/** One row with a number in each column. */
public abstract class StubResult implements ResultSet {
  private static final MethodHandle NEW = Blank.complete(StubResult.class, MethodHandles.lookup());

  private Statement statement;
  private boolean read;
  private boolean closed;

  static StubResult create(Statement statement) {
    try {
      StubResult made = (StubResult) NEW.invokeExact();
      made.statement = statement;
      return made;
    } catch (Throwable e) {
      throw new IllegalStateException("the stub can't be made", e);
    }
  }

  @Override
  public boolean next() {
    boolean first = !read;
    read = true;
    return first;
  }

  @Override
  public int getInt(int column) {
    return 1;
  }

  @Override
  public long getLong(int column) {
    return 1;
  }

  @Override
  public Statement getStatement() {
    return statement;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
  }
}
