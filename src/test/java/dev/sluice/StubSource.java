package dev.sluice;

import java.io.PrintWriter;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** A source of connections that have no database behind them. */
class StubSource implements DataSource {
  final AtomicInteger opened = new AtomicInteger();
  final AtomicInteger open = new AtomicInteger();
  final List<String> executed = new CopyOnWriteArrayList<>();
  volatile boolean answering = true;

  /** Asked at each call, by its name; what it gives is thrown. */
  volatile Function<String, Throwable> failing = call -> null;

  private void mayFail(String call) throws Throwable {
    Throwable failure = failing.apply(call);
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public Connection getConnection() throws SQLException {
    Throwable failure = failing.apply("getConnection");
    if (failure instanceof SQLException e) {
      throw e;
    } else if (failure instanceof RuntimeException e) {
      throw e;
    } else if (failure instanceof Error e) {
      throw e;
    }
    opened.incrementAndGet();
    open.incrementAndGet();
    AtomicBoolean closed = new AtomicBoolean();
    return proxy(
        Connection.class,
        (method, arguments) ->
            switch (method.getName()) {
              case "close", "abort" -> {
                if (closed.compareAndSet(false, true)) {
                  open.decrementAndGet();
                }
                yield null;
              }
              case "isClosed" -> closed.get();
              case "isValid" -> answering;
              case "getAutoCommit" -> true;
              case "createStatement" -> statement();
              case "getTransactionIsolation" -> Connection.TRANSACTION_READ_COMMITTED;
              default -> plain(method);
            });
  }

  private Statement statement() {
    return proxy(
        Statement.class,
        (method, arguments) -> {
          if (method.getName().equals("execute")) {
            executed.add(String.valueOf(arguments[0]));
          }
          return plain(method);
        });
  }

  private interface Answer {
    Object to(Method method, Object[] arguments) throws SQLException;
  }

  private <T> T proxy(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            StubSource.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "equals" -> self == arguments[0];
                  case "hashCode" -> System.identityHashCode(self);
                  case "toString" -> "stub";
                  default -> {
                    mayFail(type.getSimpleName() + "." + method.getName());
                    yield answer.to(method, arguments);
                  }
                }));
  }

  private static Object plain(Method method) {
    Class<?> type = method.getReturnType();
    if (type == boolean.class) {
      return false;
    }
    return type == int.class ? 0 : null;
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLException("not asked for");
  }

  @Override
  public PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter out) {}

  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getGlobal();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("not a wrapper");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
