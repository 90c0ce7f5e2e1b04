package dev.sluice.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The process of an embedded PostgreSQL: stops it, starts it again, and signals backends. */
public final class Postmaster implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final TestPostgres postgres;
  private final Path data;
  private final List<String> command;
  private ProcessHandle running;

  /**
   * @param postgres embedded, running, and the caller's own
   */
  public Postmaster(TestPostgres postgres) {
    this.postgres = postgres;
    try (Connection connection = postgres.superuser();
        Statement statement = connection.createStatement();
        ResultSet shown = statement.executeQuery("show data_directory")) {
      shown.next();
      data = Path.of(shown.getString(1));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    try {
      String pid = Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip();
      running = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
      command = new ArrayList<>();
      if (System.getProperty("user.name").equals("root")) {
        // PostgreSQL refuses to run as root.
        command.addAll(List.of("unshare", "-U"));
      }
      String[] line =
          Files.readString(Path.of("/proc", pid, "cmdline"), StandardCharsets.UTF_8)
              .split("\0", -1);
      command.addAll(Arrays.asList(line).subList(0, line.length - 1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The server whose process this is. */
  public TestPostgres postgres() {
    return postgres;
  }

  /** Where the server's files are. */
  public Path data() {
    return data;
  }

  /** Stops the server as an administrator does: it ends all sessions. */
  public void stop() {
    signal("INT", running.pid());
    awaitEnd();
  }

  /** Starts the server again, on the same port, and returns when it answers. */
  public void start() {
    try {
      running =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .toHandle();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Await.until(
        "the server answers",
        LIMIT,
        () -> {
          try (Connection connection = postgres.superuser()) {
            return connection.isValid(1);
          } catch (SQLException notYet) {
            return false;
          }
        },
        () -> "none");
  }

  /** Sends a signal to a process of the server. */
  public static void signal(String signal, long pid) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start();
      if (!kill.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || kill.exitValue() != 0) {
        throw new IllegalStateException("kill -" + signal + " " + pid + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void awaitEnd() {
    Await.until("the server's end", LIMIT, () -> !running.isAlive(), () -> running);
  }

  @Override
  public void close() {
    if (running.isAlive()) {
      signal("INT", running.pid());
      awaitEnd();
    }
    postgres.close();
  }
}
