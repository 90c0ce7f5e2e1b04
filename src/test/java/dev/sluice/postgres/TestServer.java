package dev.sluice.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
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
    Path store = folder.resolve("server.p12");
    exec(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-keyalg",
            "RSA",
            "-alias",
            "server",
            "-dname",
            "CN=localhost",
            "-keystore",
            store.toString(),
            "-storetype",
            "PKCS12",
            "-storepass",
            "changeit"));
    KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
    Path data = Path.of(ask("SHOW data_directory"));
    pem(
        data.resolve("server.key"),
        "PRIVATE KEY",
        keys.getKey("server", "changeit".toCharArray()).getEncoded());
    pem(data.resolve("server.crt"), "CERTIFICATE", keys.getCertificate("server").getEncoded());
    run("ALTER SYSTEM SET ssl = on");
    run("SELECT pg_reload_conf()");
    Await.until("TLS is on", () -> ask("SHOW ssl").equals("on"));
  }

  private static void pem(Path file, String kind, byte[] content) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes(("-----BEGIN " + kind + "-----\n").getBytes(StandardCharsets.US_ASCII));
    text.writeBytes(Base64.getMimeEncoder(64, new byte[] {'\n'}).encode(content));
    text.writeBytes(("\n-----END " + kind + "-----\n").getBytes(StandardCharsets.US_ASCII));
    Files.write(file, text.toByteArray());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  static void signal(String name, int pid) throws Exception {
    exec(List.of("kill", "-" + name, Integer.toString(pid)));
  }

  private static void exec(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command.get(0) + " failed: " + output);
    }
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
