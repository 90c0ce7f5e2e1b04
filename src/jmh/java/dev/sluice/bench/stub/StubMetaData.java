package dev.sluice.bench.stub;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.sql.Connection;
import java.sql.DatabaseMetaData;

/** What pools read about the database that isn't there. */
public abstract class StubMetaData implements DatabaseMetaData {
  private static final MethodHandle NEW =
      Blank.complete(StubMetaData.class, MethodHandles.lookup());

  private Connection connection;

  static StubMetaData create(Connection connection) {
    try {
      StubMetaData made = (StubMetaData) NEW.invokeExact();
      made.connection = connection;
      return made;
    } catch (Throwable e) {
      throw new IllegalStateException("the stub can't be made", e);
    }
  }

  @Override
  public Connection getConnection() {
    return connection;
  }

  @Override
  public String getDatabaseProductName() {
    return "Stub";
  }

  @Override
  public String getDatabaseProductVersion() {
    return "1";
  }

  @Override
  public String getDriverName() {
    return "Stub";
  }

  @Override
  public String getDriverVersion() {
    return "1";
  }

  @Override
  public String getURL() {
    return StubDriver.URL;
  }

  @Override
  public int getJDBCMajorVersion() {
    return 4;
  }

  @Override
  public boolean supportsTransactionIsolationLevel(int level) {
    return true;
  }
}
