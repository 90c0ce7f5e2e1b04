package dev.sluice.bench.stub;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** Connects to nothing, in the time that the benchmark says. As a driver and as a data source. */
public final class StubDriver implements Driver, DataSource {
  /** The only URL that it takes. */
  public static final String URL = "jdbc:stub:nothing";

  private static final AtomicInteger CONNECTS = new AtomicInteger();
  private static volatile long connectNanos;

  static {
    try {
      DriverManager.registerDriver(new StubDriver());
    } catch (SQLException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** For the pools that want a class. */
  public StubDriver() {}

  /** From now on a connect takes this long, in milliseconds. */
  public static void connectTakes(long millis) {
    connectNanos = millis * 1_000_000;
  }

  /** How many connections were made in this JVM. */
  public static int connects() {
    return CONNECTS.get();
  }

  @Override
  public Connection getConnection() {
    long until = System.nanoTime() + connectNanos;
    for (long left = connectNanos; left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    CONNECTS.incrementAndGet();
    return StubConnection.create();
  }

  @Override
  public Connection getConnection(String user, String password) {
    return getConnection();
  }

  @Override
  public Connection connect(String url, Properties info) {
    return acceptsURL(url) ? getConnection() : null;
  }

  @Override
  public boolean acceptsURL(String url) {
    return URL.equals(url);
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
    return new DriverPropertyInfo[0];
  }

  @Override
  public int getMajorVersion() {
    return 1;
  }

  @Override
  public int getMinorVersion() {
    return 0;
  }

  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter out) {}

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public Logger getParentLogger() {
    return Logger.getGlobal();
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    return type.cast(this);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }
}
