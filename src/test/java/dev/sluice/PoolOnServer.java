package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.observe.PoolLog;
import dev.sluice.testing.Await;
import dev.sluice.testing.LogLines;
import dev.sluice.testing.Sessions;
import dev.sluice.testing.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** What tests of a pool over the shared PostgreSQL have in common: its name, and its end. */
@Timeout(60)
abstract class PoolOnServer {
  static final Duration SOON = Duration.ofSeconds(10);

  final TestPostgres postgres = TestPostgres.shared();
  final LogLines log = new LogLines(PoolLog.NAME);
  String name;
  Sessions sessions;
  SluiceDataSource pool;

  @BeforeEach
  void nameThePool(TestInfo test) {
    String method = test.getTestMethod().orElseThrow().getName();
    name = "it-" + method.substring(0, Math.min(40, method.length()));
    sessions = new Sessions(postgres, name);
  }

  @AfterEach
  void nothingIsLeft() {
    try {
      if (pool != null) {
        pool.close();
      }
      sessions.awaitNone();
      Await.until(
          "no thread of the pool", SOON, () -> threads().isEmpty(), PoolOnServer.this::threads);
      assertThat(log.all()).noneMatch(line -> line.contains(postgres.password()));
    } finally {
      log.close();
    }
  }

  List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(thread -> thread.startsWith("sluice-" + name))
        .toList();
  }

  SluiceDataSourceBuilder builder() {
    return SluiceDataSource.builder()
        .name(name)
        .url(postgres.url())
        .user(postgres.user())
        .password(postgres.password());
  }

  static String ask(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(sql)) {
      return answer.next() ? answer.getString(1) : null;
    }
  }

  static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Asks the server itself, past the pool. */
  String superuser(String sql) throws SQLException {
    try (Connection connection = postgres.superuser()) {
      return ask(connection, sql);
    }
  }
}
