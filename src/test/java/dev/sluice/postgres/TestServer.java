package dev.sluice.postgres;

import dev.sluice.testing.ServerTls;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/** A PostgreSQL of a test's own, with what tests do to one: passwords, TLS, signals. */
final class TestServer implements AutoCloseable {
  private final EmbeddedPostgres postgres;
  private final Connection admin;

  private TestServer(EmbeddedPostgres postgres) throws SQLException {
    this.postgres = postgres;
    this.admin =
        DriverManager.getConnection(postgres.getJdbcUrl("postgres", "postgres"), "postgres", "");
  }

  static TestServer start() throws Exception {
    return new TestServer(
        EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(1)).start());
  }

  int port() {
    return postgres.getPort();
  }

  Specs spec() {
    return Specs.toPort(port());
  }

  void run(String sql) throws SQLException {
    try (Statement statement = admin.createStatement()) {
      statement.execute(sql);
    }
  }

  String ask(String sql) throws SQLException {
    return ask(admin, sql);
  }

  static String ask(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(sql)) {
      return answer.next() ? answer.getString(1) : null;
    }
  }

  /** How many sessions that the class under test opened the server still knows. */
  int sessions() throws SQLException {
    return Integer.parseInt(
        ask("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'sluice test'"));
  }

  /** From now on the role logs in with SCRAM only. */
  void demandPasswordOf(String role) throws Exception {
    Path hba = Path.of(ask("SHOW hba_file"));
    String rules = Files.readString(hba);
    Files.writeString(hba, "host all " + role + " all scram-sha-256\n" + rules);
    run("SELECT pg_reload_conf()");
  }

  /** Gives the server a certificate of its own making and turns TLS on. */
  void turnTlsOn(Path folder) throws Exception {
    ServerTls.turnOn(admin, folder);
  }

  static void signal(String name, int pid) throws Exception {
    ServerTls.exec(List.of("kill", "-" + name, Integer.toString(pid)));
  }

  @Override
  public void close() throws SQLException, IOException {
    try {
      admin.close();
    } finally {
      postgres.close();
    }
  }
}
