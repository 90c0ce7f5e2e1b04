package dev.sluice.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.jdbc.Liveness;
import dev.sluice.jdbc.SessionDefaults;
import dev.sluice.jdbc.TransactionState;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.jdbc.AutoSave;

@Timeout(60)
class PgConnectorIT {
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.start();
    server.run("CREATE ROLE app LOGIN PASSWORD 'first'");
    server.run("CREATE SCHEMA \"My \"\"Own\"\"\"");
    server.demandPasswordOf("app");
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static String ask(PgPhysicalConnection connection, String sql) throws Exception {
    return TestServer.ask(connection.raw(), sql);
  }

  private static void run(PgPhysicalConnection connection, String sql) throws Exception {
    try (Statement statement = connection.raw().createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void aNewConnectionIsIdleAliveAndKnowsItsServer() throws Exception {
    PgPhysicalConnection connection = server.spec().connect();
    assertThat(connection.transactionState()).isEqualTo(TransactionState.IDLE);
    assertThat(connection.probe()).isEqualTo(Liveness.ALIVE);
    assertThat(connection.role()).isEqualTo(ServerRole.PRIMARY);
    assertThat(connection.readOnlyByDefault()).isFalse();
    assertThat(ask(connection, "SELECT pg_backend_pid()"))
        .isEqualTo(Integer.toString(connection.backendPid()));
    assertThat(ask(connection, "SHOW application_name")).isEqualTo("sluice test");
    connection.close();
    Await.until("the server knows it", () -> server.sessions() == 0);
  }

  @Test
  void neitherAThreadNorAnEntryIsLeftBehind() throws Exception {
    server.spec().connect().close();
    assertThat(Opening.underWay()).isZero();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.contains("connection thread") || name.contains("sluice"));
    Await.until("the server knows it", () -> server.sessions() == 0);
  }

  @Test
  void aWrongPasswordIsPermanentAndNotRepeated() {
    ConnectFailure failure =
        catchThrowableOfType(
            ConnectFailure.class, () -> server.spec().user("app").password("hidden").connect());
    assertThat(failure.permanent()).isTrue();
    assertThat(failure.getSQLState()).isEqualTo("28P01");
    assertThat(failure.getMessage())
        .contains("/postgres as app")
        .contains("passwordFile")
        .doesNotContain("hidden");
    assertThat(Opening.underWay()).isZero();
  }

  @Test
  void aRotatedPasswordIsTakenUpFromItsFile(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("secret");
    Files.writeString(file, "first\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    List<String> notes = new ArrayList<>();
    PgConnector connector =
        new PgConnector(
            server.spec().user("app").password(PasswordSource.ofFile(file)).build(), notes::add);
    connector.connect().close();
    server.run("ALTER ROLE app PASSWORD 'second'");
    assertThatThrownBy(connector::connect).isInstanceOf(ConnectFailure.class);
    Files.writeString(file, "localhost:" + server.port() + ":postgres:app:second\n");
    connector.connect().close();
    server.run("ALTER ROLE app PASSWORD 'first'");
    assertThat(notes).hasSize(1);
    Files.delete(file);
    assertThatThrownBy(connector::connect)
        .isInstanceOfSatisfying(ConnectFailure.class, e -> assertThat(e.permanent()).isTrue())
        .hasMessageContaining("does not exist");
  }

  @Test
  void aMissingDatabaseIsPermanent() {
    String url = "jdbc:postgresql://localhost:" + server.port() + "/nowhere";
    ConnectFailure failure =
        catchThrowableOfType(ConnectFailure.class, () -> Specs.of(url).connect());
    assertThat(failure.permanent()).isTrue();
    assertThat(failure.getSQLState()).isEqualTo("3D000");
    assertThat(failure.getMessage()).contains("Create the database");
  }

  @Test
  void tlsThatTheServerDoesNotOfferIsPermanent() {
    ConnectFailure failure =
        catchThrowableOfType(
            ConnectFailure.class, () -> server.spec().property("sslmode", "require").connect());
    assertThat(failure.permanent()).isTrue();
    assertThat(failure.getMessage()).contains("sslmode");
  }

  @Test
  void aSilentHostLeavesTimeForTheNext() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      String url =
          "jdbc:postgresql://localhost:%d,localhost:%d/postgres"
              .formatted(silent.getLocalPort(), server.port());
      PgPhysicalConnection connection = Specs.of(url).connectTimeout(3000).connect();
      assertThat(connection.probe()).isEqualTo(Liveness.ALIVE);
      assertThat(ask(connection, "SELECT 1")).isEqualTo("1");
      connection.close();
    }
  }

  @Test
  void aConnectionOutlivesItsConnectTimeout() throws Exception {
    PgPhysicalConnection connection = server.spec().connectTimeout(900).connect();
    assertThat(ask(connection, "SELECT 1 FROM pg_sleep(1.2)")).isEqualTo("1");
    connection.close();
  }

  @Test
  void defaultsAreSetAndRestored() throws Exception {
    PgPhysicalConnection connection =
        server
            .spec()
            .defaults(
                new SessionDefaults(false, true, Connection.TRANSACTION_SERIALIZABLE, "My \"Own\""))
            .connect();
    assertThat(connection.transactionState()).isEqualTo(TransactionState.IDLE);
    assertThat(connection.raw().getAutoCommit()).isFalse();
    assertThat(connection.raw().isReadOnly()).isTrue();
    connection.raw().setSchema("public");
    connection.raw().commit();
    connection.raw().setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    connection.restoreSchema();
    connection.restoreIsolation();
    assertThat(connection.transactionState()).isEqualTo(TransactionState.IDLE);
    assertThat(connection.raw().getSchema()).isEqualTo("My \"Own\"");
    assertThat(connection.raw().getTransactionIsolation())
        .isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
    connection.raw().rollback();
    assertThat(connection.raw().getSchema()).isEqualTo("My \"Own\"");
    connection.close();
  }

  @Test
  void aTestOutsideAutocommitLeavesNoTransactionOpen() throws Exception {
    PgPhysicalConnection connection =
        server.spec().defaults(new SessionDefaults(false, false, null, null)).connect();
    assertThat(connection.test(1000)).isTrue();
    assertThat(connection.transactionState()).isEqualTo(TransactionState.IDLE);
    connection.close();
  }

  @Test
  void withoutDefaultsTheServersOwnComeBack() throws Exception {
    PgPhysicalConnection connection = server.spec().connect();
    connection.raw().setSchema("pg_catalog");
    connection.raw().setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
    connection.restoreSchema();
    connection.restoreIsolation();
    assertThat(ask(connection, "SHOW search_path")).isEqualTo("\"$user\", public");
    assertThat(ask(connection, "SHOW transaction_isolation")).isEqualTo("read committed");
    connection.close();
  }

  @Test
  void initSqlIsSentWholeAndItsSearchPathIsPartOfTheSession() throws Exception {
    PgPhysicalConnection connection =
        server
            .spec()
            .initSql(
                "SET search_path TO \"My \"\"Own\"\"\", public;"
                    + " DO $$ BEGIN PERFORM 1; PERFORM '{x}'; END $$; SET work_mem = '5MB'")
            .connect();
    assertThat(connection.raw().getSchema()).isEqualTo("My \"Own\"");
    connection.raw().setSchema("public");
    connection.restoreSchema();
    assertThat(ask(connection, "SHOW search_path")).isEqualTo("\"My \"\"Own\"\"\", public");
    assertThat(ask(connection, "SHOW work_mem")).isEqualTo("5MB");
    connection.close();
  }

  @Test
  void initSqlThatFailsIsNamedAndLeavesNoSession() throws Exception {
    assertThatThrownBy(() -> server.spec().initSql("SELEC 1").connect())
        .isInstanceOfSatisfying(ConnectFailure.class, e -> assertThat(e.permanent()).isTrue())
        .hasMessageContaining("initSql failed");
    assertThatThrownBy(() -> server.spec().initSql("BEGIN; SELECT 1").connect())
        .isInstanceOf(ConnectFailure.class)
        .hasMessageContaining("initSql leaves a transaction open");
    Await.until("the server knows it", () -> server.sessions() == 0);
  }

  @Test
  void aSlowInitSqlEndsWithTheConnectTimeoutOnTheServerToo() throws Exception {
    assertThatThrownBy(
            () -> server.spec().connectTimeout(800).initSql("SELECT pg_sleep(20)").connect())
        .isInstanceOfSatisfying(ConnectFailure.class, e -> assertThat(e.permanent()).isFalse())
        .hasMessageContaining("initSql");
    Await.until("the server knows it", () -> server.sessions() == 0);
  }

  @Test
  void resetUndoesWhatSqlDidAndSetsOursAgain() throws Exception {
    PgPhysicalConnection connection =
        server
            .spec()
            .initSql("SET work_mem = '5MB'")
            .defaults(new SessionDefaults(true, false, Connection.TRANSACTION_SERIALIZABLE, null))
            .connect();
    run(connection, "CREATE ROLE other");
    run(connection, "CREATE TEMP TABLE t (a int)");
    run(connection, "SELECT pg_advisory_lock(7)");
    run(connection, "LISTEN news");
    run(connection, "SET statement_timeout = '1h'");
    run(connection, "SET work_mem = '7MB'");
    run(connection, "SET application_name = 'x'");
    run(connection, "SET default_transaction_isolation = 'read committed'");
    run(connection, "SET ROLE other");
    connection.resetSession();
    assertThat(connection.transactionState()).isEqualTo(TransactionState.IDLE);
    assertThat(ask(connection, "SELECT current_user")).isEqualTo("postgres");
    assertThat(ask(connection, "SHOW statement_timeout")).isEqualTo("0");
    assertThat(ask(connection, "SHOW work_mem")).isEqualTo("5MB");
    assertThat(ask(connection, "SHOW application_name")).isEqualTo("sluice test");
    assertThat(ask(connection, "SHOW transaction_isolation")).isEqualTo("serializable");
    assertThat(ask(connection, "SELECT to_regclass('pg_temp.t')")).isNull();
    assertThat(ask(connection, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"))
        .isEqualTo("0");
    assertThat(ask(connection, "SELECT count(*) FROM pg_listening_channels()")).isEqualTo("0");
    run(connection, "DROP ROLE other");
    connection.close();
  }

  @Test
  void resetKeepsPreparedStatementsOnTheServer() throws Exception {
    PgPhysicalConnection connection = server.spec().property("prepareThreshold", "1").connect();
    String prepared = "SELECT count(*) FROM pg_prepared_statements WHERE statement = 'SELECT 42'";
    try (var statement = connection.raw().prepareStatement("SELECT 42")) {
      statement.executeQuery().close();
      statement.executeQuery().close();
    }
    String before = ask(connection, prepared);
    connection.resetSession();
    assertThat(before).isEqualTo("1");
    assertThat(ask(connection, prepared)).isEqualTo(before);
    connection.close();
  }

  @Test
  void whatAnUnwrappedConnectionWasToldLocallyIsRestored() throws Exception {
    PgPhysicalConnection connection = server.spec().property("prepareThreshold", "7").connect();
    PGConnection raw = connection.raw().unwrap(PGConnection.class);
    raw.setPrepareThreshold(1);
    raw.setDefaultFetchSize(9);
    raw.setAutosave(AutoSave.ALWAYS);
    raw.setAdaptiveFetch(true);
    connection.restoreExposed();
    assertThat(raw.getPrepareThreshold()).isEqualTo(7);
    assertThat(raw.getDefaultFetchSize()).isZero();
    assertThat(raw.getAutosave()).isEqualTo(AutoSave.NEVER);
    assertThat(raw.getAdaptiveFetch()).isFalse();
    connection.close();
  }

  @Test
  void anInterruptDoesNotCostTheConnection() throws Exception {
    PgPhysicalConnection connection = server.spec().connect();
    Thread.currentThread().interrupt();
    try {
      assertThat(ask(connection, "SELECT 1 FROM pg_sleep(0.05)")).isEqualTo("1");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(connection.probe()).isEqualTo(Liveness.ALIVE);
    connection.close();
  }

  @Test
  void theDriversRegistrationStaysWhereAnotherLoaderBroughtIt() {
    assertThat(PgConnector.withdrawDriverRegistration(new ClassLoader() {})).isFalse();
    assertThat(org.postgresql.Driver.isRegistered()).isTrue();
  }

  @Test
  void theDriversRegistrationGoesWithItsOwnersLoader() throws Exception {
    ClassLoader owner = org.postgresql.Driver.class.getClassLoader();
    assertThat(PgConnector.withdrawDriverRegistration(owner)).isTrue();
    assertThat(PgConnector.withdrawDriverRegistration(owner)).isFalse();
    server.spec().connect().close();
    org.postgresql.Driver.register();
  }
}
