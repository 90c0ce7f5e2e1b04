package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.sluice.core.Client;
import dev.sluice.core.DetachedSlot;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Date;
import java.sql.JDBCType;
import java.sql.NClob;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.RowId;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Struct;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Wrapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import javax.xml.transform.stream.StreamResult;
import javax.xml.transform.stream.StreamSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every method of every interface that a connection leads to. */
class EveryMethodTest {
  private static final Map<Class<?>, Class<?>> KINDS = new LinkedHashMap<>();

  static {
    for (Class<?> kind :
        List.of(
            Connection.class,
            Statement.class,
            PreparedStatement.class,
            CallableStatement.class,
            ResultSet.class,
            DatabaseMetaData.class,
            ResultSetMetaData.class,
            ParameterMetaData.class,
            Array.class,
            Blob.class,
            Clob.class,
            NClob.class,
            SQLXML.class)) {
      KINDS.put(kind, kind);
    }
  }

  /** Closing what is dead does nothing, and two constants of the driver are no session's. */
  private static final Set<String> ANSWER_WHEN_DEAD =
      Set.of(
          "close",
          "free",
          "isClosed",
          "isValid",
          "abort",
          "getDriverMajorVersion",
          "getDriverMinorVersion");

  /** What the driver makes that leads nowhere. */
  private static final Set<Class<?>> LEADS_NOWHERE =
      Set.of(Savepoint.class, Struct.class, Ref.class, RowId.class);

  private final StubDriver driver = new StubDriver();
  private final TestPhysicalConnection physical = new TestPhysicalConnection(driver.connection());
  private final DetachedSlot<PhysicalConnection> slot = new DetachedSlot<>(physical);
  private final ConnectionHandle connection = new ConnectionHandle(slot.slot(), new Client(), null);

  static Stream<Call> calls() {
    return KINDS.keySet().stream()
        .flatMap(kind -> Arrays.stream(kind.getMethods()).map(method -> new Call(kind, method)))
        .filter(call -> !Modifier.isStatic(call.method.getModifiers()))
        .filter(call -> Runtime.version().feature() == 17 || !call.isNewerThanTheHandles());
  }

  record Call(Class<?> kind, Method method) {
    boolean isNewerThanTheHandles() {
      Class<?> handle = new EveryMethodTest().handle(kind).getClass();
      try {
        return handle.getMethod(method.getName(), method.getParameterTypes()).isDefault();
      } catch (NoSuchMethodException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public String toString() {
      return kind.getSimpleName() + "." + method.getName() + parameters();
    }

    private String parameters() {
      return Arrays.stream(method.getParameterTypes()).map(Class::getSimpleName).toList() + "";
    }
  }

  private Object handle(Class<?> kind) {
    try {
      if (kind == Connection.class) {
        return connection;
      } else if (kind == Statement.class) {
        return connection.createStatement();
      } else if (kind == PreparedStatement.class) {
        return connection.prepareStatement("sql");
      } else if (kind == CallableStatement.class) {
        return connection.prepareCall("sql");
      } else if (kind == ResultSet.class) {
        return connection.createStatement().executeQuery("sql");
      } else if (kind == DatabaseMetaData.class) {
        return connection.getMetaData();
      } else if (kind == ResultSetMetaData.class) {
        return connection.createStatement().executeQuery("sql").getMetaData();
      } else if (kind == ParameterMetaData.class) {
        return connection.prepareStatement("sql").getParameterMetaData();
      } else if (kind == Array.class) {
        return connection.createArrayOf("int4", new Object[0]);
      } else if (kind == Blob.class) {
        return connection.createBlob();
      } else if (kind == Clob.class) {
        return connection.createClob();
      } else if (kind == NClob.class) {
        return connection.createNClob();
      }
      return connection.createSQLXML();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("calls")
  void aDeadHandleRefusesEveryCallAndTheDriverHearsOfNone(Call call) throws Exception {
    Object handle = handle(call.kind);
    connection.close();
    driver.calls.clear();

    Throwable thrown = catchThrowable(() -> invoke(handle, call.method));

    if (ANSWER_WHEN_DEAD.contains(call.method.getName())) {
      assertThat(thrown).isNull();
    } else {
      assertThat(thrown).isInstanceOf(SQLException.class).hasMessageContaining("closed");
      assertThat(((SQLException) thrown).getSQLState()).isEqualTo("08003");
      assertThat(driver.calls).isEmpty();
    }
    assertThat(slot.ends).singleElement(as(STRING)).startsWith("release");
    assertThat(slot.suspicions).isEmpty();
    assertThat(physical.isBroken()).isFalse();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("calls")
  void aHandleThatThePoolTookBackSaysWhy(Call call) throws Exception {
    Object handle = handle(call.kind);
    assertThat(slot.cutOff(connection.loan())).isTrue();
    physical.revoked("the pool \"app\" is drained");
    driver.calls.clear();

    Throwable thrown = catchThrowable(() -> invoke(handle, call.method));

    if (!ANSWER_WHEN_DEAD.contains(call.method.getName())) {
      assertThat(thrown)
          .isInstanceOf(SQLException.class)
          .hasMessage("the pool took this connection back: the pool \"app\" is drained");
      assertThat(((SQLException) thrown).getSQLState()).isEqualTo("08003");
      assertThat(driver.calls).isEmpty();
    }
    assertThat(slot.ends).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("calls")
  void everyCallReachesTheDriverAndNothingRawComesBack(Call call) throws Exception {
    if (call.method.getName().equals("unwrap")) {
      return;
    }
    for (Object value : values()) {
      for (String holder : List.of("ResultSet", "CallableStatement")) {
        driver.answers.put(holder + ".getObject", value);
      }
      Object handle = handle(call.kind);
      driver.calls.clear();
      Object result = invoke(handle, call.method);

      String name = call.method.getName();
      if (!Set.of("getConnection", "getStatement").contains(name) && !unusedClose(call)) {
        assertThat(driver.calls).as(call.toString()).anyMatch(seen -> seen.endsWith("." + name));
      }
      if (StubDriver.isRaw(result)) {
        assertThat(LEADS_NOWHERE).contains(StubDriver.of(result).type);
      }
      if (name.equals("getObject")) {
        assertThat(result).isInstanceOf(Made.class);
      }
      for (Object argument : driver.lastArguments) {
        assertThat(argument instanceof Made).as("a handle reached the driver").isFalse();
      }
      if (name.equals("close") || name.equals("abort")) {
        return;
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("calls")
  void aFatalFailureInAnyCallBreaksTheConnectionOnceAndTellsThePool(Call call) throws Exception {
    String name = call.method.getName();
    Object handle = handle(call.kind);
    if (call.method.getExceptionTypes().length == 0
        || Set.of("getConnection", "getStatement", "close", "abort", "isClosed", "unwrap")
            .contains(name)) {
      return;
    }
    SQLException fatal =
        name.equals("setClientInfo")
            ? new SQLClientInfoException("gone", "08006", Map.of())
            : new SQLException("gone", "08006");
    driver.failures.put(call.kind.getSimpleName() + "." + name, fatal);

    Throwable thrown = catchThrowable(() -> invoke(handle, call.method));

    assertThat(thrown)
        .satisfiesAnyOf(t -> assertThat(t).isSameAs(fatal), t -> assertThat(t).hasCause(fatal));
    assertThat(physical.isBroken()).isTrue();
    assertThat(slot.suspicions).containsExactly(fatal);
    connection.close();
    assertThat(slot.ends).containsExactly("discard");
    assertThat(slot.cause).isSameAs(fatal);
  }

  private static boolean unusedClose(Call call) {
    return call.kind == Connection.class && call.method.getName().equals("close");
  }

  private List<Object> values() {
    List<Object> values = new ArrayList<>();
    for (Class<?> type :
        List.of(Array.class, ResultSet.class, Blob.class, Clob.class, NClob.class, SQLXML.class)) {
      values.add(driver.make(type));
    }
    return values;
  }

  private Object invoke(Object handle, Method method) throws Exception {
    List<Object> arguments = new ArrayList<>();
    for (Class<?> type : method.getParameterTypes()) {
      arguments.add(argument(type, method));
    }
    try {
      return method.invoke(handle, arguments.toArray());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  private Object argument(Class<?> type, Method method) throws Exception {
    if (Set.of(Array.class, Blob.class, Clob.class, NClob.class, SQLXML.class).contains(type)
        && connection.isOpen()) {
      return handle(type);
    }
    if (type == Object.class) {
      return connection.isOpen() ? handle(Array.class) : "value";
    }
    if (type == Class.class) {
      return switch (method.getName()) {
        case "getObject" -> Wrapper.class;
        case "getSource" -> StreamSource.class;
        case "setResult" -> StreamResult.class;
        default -> Runnable.class;
      };
    }
    return ARGUMENTS.get(type);
  }

  private static final Map<Class<?>, Object> ARGUMENTS = new HashMap<>();

  static {
    ARGUMENTS.put(int.class, 1);
    ARGUMENTS.put(long.class, 1L);
    ARGUMENTS.put(short.class, (short) 1);
    ARGUMENTS.put(byte.class, (byte) 1);
    ARGUMENTS.put(boolean.class, true);
    ARGUMENTS.put(float.class, 1f);
    ARGUMENTS.put(double.class, 1d);
    ARGUMENTS.put(String.class, "text");
    ARGUMENTS.put(Executor.class, (Executor) Runnable::run);
    ARGUMENTS.put(Properties.class, new Properties());
    ARGUMENTS.put(Map.class, new HashMap<>());
    ARGUMENTS.put(SQLType.class, JDBCType.ARRAY);
    ARGUMENTS.put(Reader.class, new StringReader(""));
    ARGUMENTS.put(InputStream.class, InputStream.nullInputStream());
    ARGUMENTS.put(Calendar.class, Calendar.getInstance());
    ARGUMENTS.put(BigDecimal.class, BigDecimal.ONE);
    ARGUMENTS.put(Date.class, new Date(0));
    ARGUMENTS.put(Time.class, new Time(0));
    ARGUMENTS.put(Timestamp.class, new Timestamp(0));
    ARGUMENTS.put(URL.class, null);
  }
}
