package dev.sluice.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A driver that has no database: each object of it is a proxy, each call is written down, and what
 * is set is what is read afterwards.
 */
final class StubDriver {
  /** The calls on connections, without their arguments' values: "setAutoCommit", "rollback". */
  final List<String> connectionCalls = new CopyOnWriteArrayList<>();

  /** All calls: "Statement.close". */
  final List<String> calls = new CopyOnWriteArrayList<>();

  /** The arguments of the call before. */
  volatile Object[] lastArguments = {};

  /** What a call throws: "Connection.rollback". */
  final Map<String, Exception> failures = new ConcurrentHashMap<>();

  /** What happens while a call is under way. */
  final Map<String, Runnable> before = new ConcurrentHashMap<>();

  /** What a call answers: "ResultSet.getObject". */
  final Map<String, Object> answers = new ConcurrentHashMap<>();

  final List<StubObject> made = new CopyOnWriteArrayList<>();

  Connection connection() {
    Connection connection = make(Connection.class);
    StubObject stub = of(connection);
    stub.properties.put("AutoCommit", true);
    stub.properties.put("Catalog", "db");
    stub.properties.put("Schema", "public");
    stub.properties.put("Holdability", 2);
    stub.properties.put("TransactionIsolation", Connection.TRANSACTION_READ_COMMITTED);
    stub.properties.put("ReadOnly", false);
    stub.properties.put("NetworkTimeout", 0);
    stub.properties.put("ClientInfo", new Properties());
    stub.properties.put("TypeMap", new HashMap<>());
    return connection;
  }

  <T> T make(Class<T> type) {
    StubObject stub = new StubObject(this, type);
    made.add(stub);
    return type.cast(
        Proxy.newProxyInstance(StubDriver.class.getClassLoader(), new Class<?>[] {type}, stub));
  }

  static boolean isRaw(Object object) {
    return object != null
        && Proxy.isProxyClass(object.getClass())
        && Proxy.getInvocationHandler(object) instanceof StubObject;
  }

  static StubObject of(Object raw) {
    return (StubObject) Proxy.getInvocationHandler(raw);
  }

  static final class StubObject implements InvocationHandler {
    private final StubDriver driver;
    final Class<?> type;
    final Map<String, Object> properties = new ConcurrentHashMap<>();
    volatile boolean closed;

    private StubObject(StubDriver driver, Class<?> type) {
      this.driver = driver;
      this.type = type;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] given) throws Throwable {
      Object[] arguments = given == null ? new Object[0] : given;
      String name = method.getName();
      if (method.getDeclaringClass() == Object.class) {
        return switch (name) {
          case "equals" -> proxy == arguments[0];
          case "hashCode" -> System.identityHashCode(proxy);
          default -> "raw " + type.getSimpleName();
        };
      }
      String call = type.getSimpleName() + "." + name;
      driver.calls.add(call);
      driver.lastArguments = arguments;
      if (type == Connection.class) {
        driver.connectionCalls.add(name);
      }
      driver.before.getOrDefault(call, () -> {}).run();
      Exception failure = driver.failures.get(call);
      if (failure != null) {
        throw failure;
      }
      return answer(call, method, arguments);
    }

    private Object answer(String call, Method method, Object[] arguments) throws SQLException {
      String name = method.getName();
      Class<?> result = method.getReturnType();
      if (driver.answers.containsKey(call)) {
        return driver.answers.get(call);
      }
      switch (name) {
        case "close", "abort" -> closed = true;
        case "isClosed" -> {
          return closed;
        }
        case "isValid" -> {
          return true;
        }
        case "isWrapperFor" -> {
          return false;
        }
        case "unwrap" -> throw new SQLException("not a wrapper");
        default -> {}
      }
      String property = name.replaceFirst("^(get|set|is)", "");
      if (type != Connection.class || (name.equals("getClientInfo") && arguments.length > 0)) {
        property = "";
      }
      if (name.startsWith("set") && arguments.length > 0 && properties.containsKey(property)) {
        properties.put(property, arguments[arguments.length - 1]);
      } else if (properties.containsKey(property)) {
        return properties.get(property);
      }
      if (arguments.length > 0 && arguments[arguments.length - 1] instanceof Class<?> asked) {
        return asked.isInterface() ? driver.make(asked) : null;
      }
      return plain(result);
    }

    private Object plain(Class<?> result) {
      if (result == boolean.class) {
        return false;
      }
      if (result == long.class) {
        return 0L;
      }
      if (result == double.class) {
        return 0d;
      }
      if (result == float.class) {
        return 0f;
      }
      if (result == byte.class) {
        return (byte) 0;
      }
      if (result == short.class) {
        return (short) 0;
      }
      if (result == int.class) {
        return 0;
      }
      if (result == String.class) {
        return "text";
      }
      return result.isInterface() && result.getPackageName().equals("java.sql")
          ? driver.make(result)
          : null;
    }
  }
}
