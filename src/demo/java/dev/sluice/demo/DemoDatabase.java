package dev.sluice.demo;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** An embedded PostgreSQL with a database {@code app} that belongs to the role {@code app}. */
final class DemoDatabase implements AutoCloseable {
  private final EmbeddedPostgres postgres;

  private DemoDatabase(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  /**
   * Starts the server on a free port of the loopback address.
   *
   * @param directory for its binaries and its data; created
   */
  static DemoDatabase start(Path directory) throws IOException, SQLException {
    Files.createDirectories(directory);
    DemoDatabase database =
        new DemoDatabase(
            EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(1))
                .setOverrideWorkingDirectory(directory.toFile())
                // Stopped by the demo, after the application and not beside it.
                .setRegisterShutdownHook(false)
                .start());
    try (Connection connection = database.postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create role app login password 'demo'");
      statement.execute("create database app owner app");
    }
    return database;
  }

  int port() {
    return postgres.getPort();
  }

  /** The password of the role {@code app}. */
  String password() {
    return "demo";
  }

  /** How many sessions the server has under this name. */
  int sessions(String applicationName) {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        PreparedStatement count =
            connection.prepareStatement(
                "select count(*) from pg_stat_activity where application_name = ?")) {
      count.setString(1, applicationName);
      try (ResultSet row = count.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("pg_stat_activity could not be read", e);
    }
  }

  @Override
  public void close() {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
