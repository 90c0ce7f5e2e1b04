package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.Client;
import dev.sluice.core.DetachedSlot;
import dev.sluice.testing.TestPostgres;
import java.io.IOException;
import java.sql.Array;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.postgresql.core.BaseConnection;

/** The handles over pgjdbc and a real server. */
class HandlesOverPostgresIT {
  private static TestPostgres server;

  private DetachedSlot<PhysicalConnection> slot;
  private Connection raw;
  private Physical physical;
  private ConnectionHandle handle;

  @BeforeAll
  static void start() throws IOException {
    server = TestPostgres.start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @BeforeEach
  void connect() throws SQLException {
    raw = server.superuser();
    physical = new Physical(raw);
    physical.prepare();
    handle = borrow();
  }

  @AfterEach
  void disconnect() throws SQLException {
    raw.close();
  }

  private ConnectionHandle borrow() {
    slot = new DetachedSlot<>(physical);
    return new ConnectionHandle(slot.slot(), new Client(), null);
  }

  @Test
  void aTransactionLeftOpenIsRolledBackAndTheSessionIsAsItWas() throws SQLException {
    try (Statement statement = handle.createStatement()) {
      statement.execute("CREATE TABLE IF NOT EXISTS left_open (id int)");
    }
    handle.setAutoCommit(false);
    handle.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
    handle.setReadOnly(false);
    handle.setSchema("pg_catalog");
    handle.setNetworkTimeout(Runnable::run, 4_000);
    Properties info = new Properties();
    info.setProperty("ApplicationName", "borrower");
    handle.setClientInfo(info);
    try (Statement statement = handle.createStatement()) {
      statement.execute("INSERT INTO public.left_open VALUES (1)");
    }

    handle.close();

    assertThat(slot.ends).containsExactly("release");
    assertThat(physical.transactionState()).isEqualTo(TransactionState.IDLE);
    ConnectionHandle next = borrow();
    assertThat(next.getAutoCommit()).isTrue();
    assertThat(next.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
    assertThat(next.getSchema()).isEqualTo("public");
    assertThat(next.getNetworkTimeout()).isZero();
    assertThat(next.getClientInfo("ApplicationName")).isNotEqualTo("borrower");
    assertThat(single(next, "SELECT count(*) FROM left_open")).isEqualTo("0");
    assertThat(single(next, "SHOW application_name")).isNotEqualTo("borrower");
  }

  @Test
  void aFailedTransactionAndOneBegunByHandAreRolledBack() throws SQLException {
    handle.setAutoCommit(false);
    try (Statement statement = handle.createStatement()) {
      assertThatThrownBy(() -> statement.execute("SELECT 1/0")).isInstanceOf(SQLException.class);
    }
    handle.close();
    assertThat(physical.transactionState()).isEqualTo(TransactionState.IDLE);

    ConnectionHandle next = borrow();
    try (Statement statement = next.createStatement()) {
      statement.execute("BEGIN");
    }
    assertThat(physical.transactionState()).isEqualTo(TransactionState.OPEN);
    next.close();

    assertThat(physical.transactionState()).isEqualTo(TransactionState.IDLE);
    assertThat(raw.getAutoCommit()).isTrue();
    assertThat(slot.ends).containsExactly("release");
  }

  @Test
  void whatIsMadeNamesTheHandlesThatMadeIt() throws SQLException {
    PreparedStatement statement = handle.prepareStatement("SELECT ARRAY[1,2]");
    ResultSet result = statement.executeQuery();
    assertThat(result.next()).isTrue();
    Array array = result.getArray(1);

    assertThat(statement.getConnection()).isSameAs(handle);
    assertThat(result.getStatement()).isSameAs(statement);
    assertThat(statement.getResultSet()).isSameAs(result);
    assertThat(handle.getMetaData().getConnection()).isSameAs(handle);
    assertThat(handle.getMetaData().getTypeInfo().getStatement()).isNull();
    assertThat(array.getResultSet().getStatement()).isNull();
    assertThat(result.getObject(1)).isInstanceOf(ArrayHandle.class);
    assertThat(result.getObject(1, Array.class)).isInstanceOf(ArrayHandle.class);
    assertThat(array.toString()).isEqualTo("{1,2}");
    assertThat(statement.toString()).contains("SELECT ARRAY");
    assertThat(handle.unwrap(PGConnection.class)).isSameAs(raw);
    assertThat(statement.unwrap(PGStatement.class)).isNotNull();
    assertThat(handle.isWrapperFor(PGConnection.class)).isTrue();
  }

  @Test
  void anArrayGoesOutAndComesBackIn() throws SQLException {
    Array array = handle.createArrayOf("int4", new Object[] {3, 1, 2});
    try (PreparedStatement statement = handle.prepareStatement("SELECT ?::int4[], ?::int4[]")) {
      statement.setArray(1, array);
      statement.setObject(2, array);
      ResultSet result = statement.executeQuery();
      assertThat(result.next()).isTrue();
      assertThat((Object[]) result.getArray(1).getArray()).containsExactly(3, 1, 2);
      assertThat((Object[]) result.getArray(2).getArray()).containsExactly(3, 1, 2);
    }
  }

  @Test
  void aCursorComesBackAsAHandleThatDiesWithItsConnection() throws SQLException {
    try (Statement statement = handle.createStatement()) {
      statement.execute(
          "CREATE OR REPLACE FUNCTION cursor_of_three() RETURNS refcursor LANGUAGE plpgsql AS"
              + " $$ DECLARE c refcursor;"
              + " BEGIN OPEN c FOR SELECT generate_series(1, 3); RETURN c; END $$");
    }
    handle.setAutoCommit(false);
    CallableStatement call = handle.prepareCall("{? = call cursor_of_three()}");
    call.registerOutParameter(1, Types.REF_CURSOR);
    call.execute();
    ResultSet cursor = (ResultSet) call.getObject(1);

    assertThat(cursor).isInstanceOf(ResultSetHandle.class);
    assertThat(cursor.getStatement()).isSameAs(call);
    assertThat(cursor.next()).isTrue();
    handle.close();
    assertThatThrownBy(cursor::next)
        .isInstanceOf(SQLException.class)
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo("08003");
    assertThat(cursor.isClosed()).isTrue();
  }

  @Test
  void aStatementThatClosesOnCompletionIsForgotten() throws SQLException {
    Statement statement = handle.createStatement();
    statement.closeOnCompletion();
    statement.executeQuery("SELECT 1").close();

    assertThat(statement.isClosed()).isTrue();
    assertThat(((StatementHandle) statement).closed).isTrue();
  }

  @Test
  void aKilledSessionIsDiscarded() throws SQLException {
    try (Connection killer = server.superuser();
        Statement kill = killer.createStatement()) {
      int pid = handle.unwrap(PGConnection.class).getBackendPID();
      kill.execute("SELECT pg_terminate_backend(" + pid + ", 5000)");
    }
    Statement statement = handle.createStatement();
    assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);

    assertThat(physical.isBroken()).isTrue();
    handle.close();
    assertThat(slot.ends).containsExactly("discard");
    assertThat(slot.suspicions).hasSize(1);
  }

  private static String single(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }

  /** As much of PostgreSQL as these tests need. */
  private static final class Physical extends TestPhysicalConnection {
    Physical(Connection raw) {
      super(raw);
    }

    @Override
    public TransactionState transactionState() {
      return switch (((BaseConnection) raw()).getTransactionState()) {
        case IDLE -> TransactionState.IDLE;
        case OPEN -> TransactionState.OPEN;
        case FAILED -> TransactionState.FAILED;
      };
    }

    @Override
    public boolean isFatal(SQLException failure) {
      return "57P01".equals(failure.getSQLState()) || super.isFatal(failure);
    }

    @Override
    protected void restoreSchema() throws SQLException {
      run("SET SESSION search_path TO DEFAULT");
    }

    @Override
    protected void restoreIsolation() throws SQLException {
      run("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED");
    }

    private void run(String sql) throws SQLException {
      try (Statement statement = raw().createStatement()) {
        statement.execute(sql);
      }
    }
  }
}
