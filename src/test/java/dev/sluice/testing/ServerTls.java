package dev.sluice.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** TLS for a PostgreSQL that runs on this machine. */
public final class ServerTls {
  private ServerTls() {}

  /** Gives the server a certificate of its own making and turns TLS on. */
  public static void turnOn(Connection admin, Path folder) throws Exception {
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
    Path data = Path.of(ask(admin, "SHOW data_directory"));
    pem(
        data.resolve("server.key"),
        "PRIVATE KEY",
        keys.getKey("server", "changeit".toCharArray()).getEncoded());
    pem(data.resolve("server.crt"), "CERTIFICATE", keys.getCertificate("server").getEncoded());
    try (Statement statement = admin.createStatement()) {
      statement.execute("ALTER SYSTEM SET ssl = on");
      statement.execute("SELECT pg_reload_conf()");
    }
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!ask(admin, "SHOW ssl").equals("on")) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("TLS is still off");
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private static void pem(Path file, String kind, byte[] content) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes(("-----BEGIN " + kind + "-----\n").getBytes(StandardCharsets.US_ASCII));
    text.writeBytes(Base64.getMimeEncoder(64, new byte[] {'\n'}).encode(content));
    text.writeBytes(("\n-----END " + kind + "-----\n").getBytes(StandardCharsets.US_ASCII));
    Files.write(file, text.toByteArray());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static String ask(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(sql)) {
      answer.next();
      return answer.getString(1);
    }
  }

  /** Runs a command. */
  public static void exec(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command.get(0) + " failed: " + output);
    }
  }
}
