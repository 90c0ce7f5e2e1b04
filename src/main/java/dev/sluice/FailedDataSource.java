package dev.sluice;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Stands where a pool could not be built, and tells whoever wants a connection why: for servers
 * that lose what a factory throws. Thread-safe.
 */
final class FailedDataSource implements DataSource {
  private static final String CANNOT_CONNECT = "08001";

  private final String message;
  private final Supplier<SQLException> failure;

  /** After the end of the application: nobody will use it, and nothing is opened any more. */
  static FailedDataSource tooLate(String resource) {
    String message = resource + " is closed: the application was undeployed";
    return new FailedDataSource(message, () -> new PoolClosedException(message, "08003", null));
  }

  /**
   * In place of a pool.
   *
   * @param reason why there is none; its message names the resource and reaches the application
   */
  FailedDataSource(NamingException reason) {
    this(
        String.valueOf(reason.getMessage()),
        () -> new SQLNonTransientConnectionException(reason.getMessage(), CANNOT_CONNECT, reason));
  }

  private FailedDataSource(String message, Supplier<SQLException> failure) {
    this.message = message;
    this.failure = failure;
  }

  @Override
  public Connection getConnection() throws SQLException {
    throw failure();
  }

  @Override
  public Connection getConnection(@Nullable String user, @Nullable String password)
      throws SQLException {
    throw failure();
  }

  private SQLException failure() {
    return failure.get();
  }

  @Override
  public <T> T unwrap(@Nullable Class<T> type) throws SQLException {
    if (type != null && type.isInstance(this)) {
      return type.cast(this);
    }
    throw failure();
  }

  @Override
  public boolean isWrapperFor(@Nullable Class<?> type) {
    return type != null && type.isInstance(this);
  }

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    throw failure();
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter writer) throws SQLException {
    throw failure();
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("Pools log through System.Logger", "0A000");
  }

  @Override
  public String toString() {
    return "FailedDataSource[" + message + "]";
  }
}
