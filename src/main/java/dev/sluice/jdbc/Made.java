package dev.sluice.jdbc;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.NClob;
import java.sql.ParameterMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Wrapper;
import org.jspecify.annotations.Nullable;

/**
 * Base class of statements, result sets and other objects created from a handle. They die with it.
 *
 * @param <R> what it stands for in the driver
 */
abstract class Made<R> implements Wrapper {
  final ConnectionHandle connection;
  final R raw;

  Made(ConnectionHandle connection, R raw) {
    this.connection = connection;
    this.raw = raw;
  }

  /** The driver's own, or an exception once this is dead. */
  R delegate() throws SQLException {
    connection.delegate();
    return raw;
  }

  /** Hears of a failure, and gives what to throw in its place. */
  final SQLException failed(SQLException failure) {
    return connection.failed(failure);
  }

  /** Hears of a failure of the driver that is no SQLException. */
  final void crashed(Throwable failure) {
    connection.crashed(failure);
  }

  /** Whether this is dead, so that closing it has nothing to do. */
  boolean isOver() {
    return !connection.isOpen();
  }

  /** What result sets that come out of this name as their statement. */
  @Nullable StatementHandle statement() {
    return null;
  }

  /** This handle if it is one, else the driver's own if that is one, else what that unwraps to. */
  @Override
  public final <T> T unwrap(@Nullable Class<T> type) throws SQLException {
    connection.delegate();
    R own = raw;
    if (type == null) {
      throw new SQLException("unwrap needs a type, and got null", "22023");
    }
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    try {
      connection.expose();
      if (type.isInstance(own)) {
        return type.cast(own);
      }
      if (own instanceof Wrapper wrapper) {
        return wrapper.unwrap(type);
      }
    } catch (SQLException failure) {
      throw failed(failure);
    }
    throw new SQLException("this cannot be unwrapped to " + type.getName(), "22023");
  }

  @Override
  public final boolean isWrapperFor(@Nullable Class<?> type) throws SQLException {
    connection.delegate();
    R own = raw;
    if (type == null) {
      return false;
    }
    try {
      return type.isInstance(this)
          || type.isInstance(own)
          || (own instanceof Wrapper wrapper && wrapper.isWrapperFor(type));
    } catch (SQLException failure) {
      throw failed(failure);
    }
  }

  /** What the driver is to be given for an argument: its own where the application has a handle. */
  @SuppressWarnings("unchecked")
  final <T> @Nullable T raw(@Nullable T argument) throws SQLException {
    // A handle and what it stands for implement the same interface of JDBC, which T is.
    return argument instanceof Made<?> made ? (T) made.delegate() : argument;
  }

  @Nullable ResultSet wrap(@Nullable ResultSet raw) {
    return raw == null ? null : new ResultSetHandle(connection, statement(), raw);
  }

  final @Nullable Array wrap(@Nullable Array raw) {
    return raw == null ? null : new ArrayHandle(connection, raw);
  }

  final @Nullable Blob wrap(@Nullable Blob raw) {
    return raw == null ? null : new BlobHandle(connection, raw);
  }

  final @Nullable Clob wrap(@Nullable Clob raw) {
    return raw == null ? null : new ClobHandle(connection, raw);
  }

  final @Nullable NClob wrap(@Nullable NClob raw) {
    return raw == null ? null : new NClobHandle(connection, raw);
  }

  final @Nullable SQLXML wrap(@Nullable SQLXML raw) {
    return raw == null ? null : new SQLXMLHandle(connection, raw);
  }

  final @Nullable ResultSetMetaData wrap(@Nullable ResultSetMetaData raw) {
    return raw == null ? null : new ResultSetMetaDataHandle(connection, raw);
  }

  final @Nullable ParameterMetaData wrap(@Nullable ParameterMetaData raw) {
    return raw == null ? null : new ParameterMetaDataHandle(connection, raw);
  }

  final @Nullable InputStream wrap(@Nullable InputStream raw) {
    return raw == null ? null : new LoanInputStream(connection, raw);
  }

  final @Nullable OutputStream wrap(@Nullable OutputStream raw) {
    return raw == null ? null : new LoanOutputStream(connection, raw);
  }

  final @Nullable Reader wrap(@Nullable Reader raw) {
    return raw == null ? null : new LoanReader(connection, raw);
  }

  final @Nullable Writer wrap(@Nullable Writer raw) {
    return raw == null ? null : new LoanWriter(connection, raw);
  }

  /** A value of a column or parameter: a cursor, an array and a large object lead to the driver. */
  final @Nullable Object wrap(@Nullable Object value) {
    if (value == null || value instanceof Number || value instanceof String) {
      return value;
    }
    if (value instanceof ResultSet cursor) {
      return wrap(cursor);
    }
    if (value instanceof Array array) {
      return wrap(array);
    }
    if (value instanceof NClob clob) {
      return wrap(clob);
    }
    if (value instanceof Clob clob) {
      return wrap(clob);
    }
    if (value instanceof Blob blob) {
      return wrap(blob);
    }
    if (value instanceof InputStream stream) {
      return wrap(stream);
    }
    if (value instanceof Reader reader) {
      return wrap(reader);
    }
    return value instanceof SQLXML xml ? wrap(xml) : value;
  }

  /**
   * A value that the application asked for by its type. Where it named a class of the driver's own,
   * it gets that, as by {@link #unwrap}.
   */
  final <T> @Nullable T wrap(@Nullable T value, Class<T> type) throws SQLException {
    Object wrapped = wrap((Object) value);
    if (wrapped == value) {
      return value;
    }
    if (type.isInstance(wrapped)) {
      return type.cast(wrapped);
    }
    connection.expose();
    return value;
  }

  /** What the driver shows, a statement's SQL for one. A dead handle doesn't call the driver. */
  @Override
  public final String toString() {
    return isOver() ? getClass().getSimpleName() + ", closed" : raw.toString();
  }
}
