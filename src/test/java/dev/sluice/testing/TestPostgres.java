package dev.sluice.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * A real PostgreSQL server for tests, with a database {@code app} that belongs to the role {@code
 * app}.
 *
 * <p>It is an embedded one, unless {@code -Dsluice.postgres=container} asks for a container and a
 * Docker engine answers. It listens on the loopback address only.
 */
public final class TestPostgres implements AutoCloseable {
  private static final String CONTAINER_IMAGE = "postgres:17-alpine";

  private final String host;
  private final int port;
  private final String superuser;
  private final String superuserPassword;
  private final AutoCloseable server;

  private TestPostgres(
      String host, int port, String superuser, String superuserPassword, AutoCloseable server) {
    this.host = host;
    this.port = port;
    this.superuser = superuser;
    this.superuserPassword = superuserPassword;
    this.server = server;
  }

  /** Starts a server of its own for the caller, who closes it. */
  public static TestPostgres start() {
    TestPostgres started = containerIsWanted() && dockerAnswers() ? container() : embedded(100);
    started.createApplicationDatabase();
    return started;
  }

  /**
   * Starts an embedded server of its own for the caller, who closes it.
   *
   * @param connections how many it lets in at once
   */
  public static TestPostgres start(int connections) {
    TestPostgres started = embedded(connections);
    started.createApplicationDatabase();
    return started;
  }

  /** The one server that all tests of this JVM may share; it ends with the JVM. */
  public static TestPostgres shared() {
    return Shared.SERVER;
  }

  /** The JDBC URL of the application's database, without user or password. */
  public String url() {
    return "jdbc:postgresql://" + endpoint() + "/" + database();
  }

  /** {@code host:port}. */
  public String endpoint() {
    return host + ":" + port;
  }

  public String host() {
    return host;
  }

  public int port() {
    return port;
  }

  public String database() {
    return "app";
  }

  public String user() {
    return "app";
  }

  public String password() {
    return "a-password-of-the-tests";
  }

  /** A new connection of the superuser to the application's database; the caller closes it. */
  public Connection superuser() throws SQLException {
    return superuser(database());
  }

  private Connection superuser(String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://" + endpoint() + "/" + database + "?ApplicationName=the-tests",
        superuser,
        superuserPassword);
  }

  /** Executes {@code sql} as the superuser in the application's database. */
  public void execute(String sql) {
    execute(database(), sql);
  }

  private void execute(String database, String sql) {
    try (Connection connection = superuser(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("The test's server refused: " + sql, e);
    }
  }

  /**
   * Lets these roles in with their passwords only, however they come. An embedded server otherwise
   * believes everybody who connects from this machine.
   */
  public void askForPasswords(String... roles) {
    String first = "host all " + String.join(",", roles) + " all scram-sha-256";
    try (Connection connection = superuser();
        Statement statement = connection.createStatement()) {
      statement.execute("create temporary table rules (number serial, line text)");
      statement.execute("insert into rules (line) values ('" + first + "')");
      statement.execute(
          "insert into rules (line) select line from regexp_split_to_table("
              + "pg_read_file(current_setting('hba_file')), '\\n') line where line <> '"
              + first
              + "'");
      statement.execute(
          "do $$ begin execute format('copy (select line from rules order by number) to %L',"
              + " current_setting('hba_file')); end $$");
      statement.execute("select pg_reload_conf()");
    } catch (SQLException e) {
      throw new IllegalStateException("pg_hba.conf could not be changed", e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (Exception e) {
      throw new IllegalStateException("The test's PostgreSQL did not stop", e);
    }
  }

  private void createApplicationDatabase() {
    execute("postgres", "create role app login password '" + password() + "'");
    execute("postgres", "create database app owner app");
  }

  private static boolean containerIsWanted() {
    return "container".equals(System.getProperty("sluice.postgres"));
  }

  private static boolean dockerAnswers() {
    boolean answers = DockerClientFactory.instance().isDockerAvailable();
    if (!answers) {
      System.out.println(
          "sluice.postgres=container, but no Docker engine answers: using embedded PostgreSQL.");
    }
    return answers;
  }

  @SuppressWarnings("resource") // closed by close()
  private static TestPostgres container() {
    PostgreSQLContainer container = new PostgreSQLContainer(CONTAINER_IMAGE);
    container.start();
    return new TestPostgres(
        container.getHost(),
        container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
        container.getUsername(),
        container.getPassword(),
        container);
  }

  private static TestPostgres embedded(int connections) {
    try {
      EmbeddedPostgres embedded =
          EmbeddedPostgres.builder()
              // Tests stop backends and sessions by the dozen; none of it has to survive a crash.
              .setServerConfig("fsync", "off")
              .setServerConfig("max_connections", Integer.toString(connections))
              .setPGStartupWait(Duration.ofMinutes(1))
              .start();
      return new TestPostgres("localhost", embedded.getPort(), "postgres", "postgres", embedded);
    } catch (IOException e) {
      throw new UncheckedIOException("Embedded PostgreSQL did not start", e);
    }
  }

  /** Started by the first test that asks. */
  private static final class Shared {
    static final TestPostgres SERVER = start();

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close, "stop-test-postgres"));
    }
  }
}
