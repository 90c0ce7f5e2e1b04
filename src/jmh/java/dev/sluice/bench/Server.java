package dev.sluice.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** A PostgreSQL of the benchmarks' own: passwords by SCRAM, TLS for who asks. */
final class Server implements AutoCloseable {
  static final String USER = "bench";
  static final String PASSWORD = "of-the-benchmarks";
  static final String DATABASE = "bench";

  private final EmbeddedPostgres postgres;
  private final String version;

  private Server(EmbeddedPostgres postgres, String version) {
    this.postgres = postgres;
    this.version = version;
  }

  static Server start(Path directory) throws IOException, SQLException, GeneralSecurityException {
    Files.createDirectories(directory);
    EmbeddedPostgres postgres =
        EmbeddedPostgres.builder()
            .setPGStartupWait(Duration.ofMinutes(1))
            .setOverrideWorkingDirectory(directory.toFile())
            .setServerConfig("max_connections", "300")
            .start();
    try (Connection admin =
            DriverManager.getConnection(
                postgres.getJdbcUrl("postgres", "postgres"), "postgres", "");
        Statement statement = admin.createStatement()) {
      statement.execute("create role bench superuser login password '" + PASSWORD + "'");
      statement.execute("create database bench owner bench");
      Path rules = Path.of(ask(statement, "show hba_file"));
      Files.writeString(rules, "host all bench all scram-sha-256\n" + Files.readString(rules));
      certify(Path.of(ask(statement, "show data_directory")), directory);
      statement.execute("alter system set ssl = on");
      statement.execute("select pg_reload_conf()");
      return new Server(postgres, ask(statement, "show server_version"));
    } catch (SQLException | IOException | GeneralSecurityException e) {
      postgres.close();
      throw e;
    }
  }

  int port() {
    return postgres.getPort();
  }

  String version() {
    return version;
  }

  /** What the JVMs that measure have to know. */
  Map<String, String> address() {
    return Map.of(
        "bench.postgres.url",
        "jdbc:postgresql://localhost:" + port() + "/" + DATABASE + "?sslmode=disable",
        "bench.postgres.user",
        USER,
        "bench.postgres.password",
        PASSWORD);
  }

  private static String ask(Statement statement, String sql) throws SQLException {
    try (ResultSet answer = statement.executeQuery(sql)) {
      answer.next();
      return answer.getString(1);
    }
  }

  /** Gives the server a certificate of its own making. */
  private static void certify(Path data, Path directory)
      throws IOException, GeneralSecurityException {
    Path store = directory.resolve("server.p12");
    Files.deleteIfExists(store);
    String secret = "changeit";
    execute(
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
            secret));
    KeyStore keys = KeyStore.getInstance(store.toFile(), secret.toCharArray());
    writePem(
        data.resolve("server.key"),
        "PRIVATE KEY",
        keys.getKey("server", secret.toCharArray()).getEncoded());
    writePem(data.resolve("server.crt"), "CERTIFICATE", keys.getCertificate("server").getEncoded());
  }

  private static void writePem(Path file, String kind, byte[] content) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes(("-----BEGIN " + kind + "-----\n").getBytes(StandardCharsets.US_ASCII));
    text.writeBytes(Base64.getMimeEncoder(64, new byte[] {'\n'}).encode(content));
    text.writeBytes(("\n-----END " + kind + "-----\n").getBytes(StandardCharsets.US_ASCII));
    Files.write(file, text.toByteArray());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static void execute(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(command.get(0) + " failed: " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    postgres.close();
  }
}
