package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a driver throws, at whichever call: no slot is lost, and no waiter forgotten. */
@Timeout(60)
class ThrowingDriverTest {
  private static final int SIZE = 2;

  private final StubSource source = new StubSource();
  private final AtomicInteger thrown = new AtomicInteger();
  private SluiceDataSource pool;

  @AfterEach
  void close() {
    source.failing = call -> null;
    if (pool != null) {
      pool.close();
    }
  }

  static Stream<Arguments> calls() {
    List<String> calls =
        List.of(
            "getConnection",
            "Connection.setTransactionIsolation",
            "Connection.createStatement",
            "Statement.execute",
            "Statement.close",
            "Connection.isValid",
            "Connection.isClosed",
            "Connection.setAutoCommit",
            "Connection.getAutoCommit",
            "Connection.setReadOnly",
            "Connection.isReadOnly",
            "Connection.setCatalog",
            "Connection.getCatalog",
            "Connection.rollback",
            "Connection.commit",
            "Connection.clearWarnings",
            "Connection.close",
            "Connection.abort");
    List<Throwable> failures =
        List.of(
            new SQLException("an error of the driver", "XX000"),
            new SQLException("the end of a session", "08006"),
            new IllegalStateException("a mistake in the driver"),
            new OutOfMemoryError("of a test"),
            new NoClassDefFoundError("of a test"));
    return calls.stream()
        .flatMap(call -> failures.stream().map(failure -> Arguments.of(call, failure)));
  }

  /** Uses what a borrower may use, and gives back whatever happens. */
  private void use() {
    try (Connection connection = pool.getConnection()) {
      connection.setReadOnly(true);
      connection.setCatalog("other");
      connection.setAutoCommit(false);
      Statement statement = connection.createStatement();
      statement.execute("select 1");
      connection.isValid(1);
      connection.commit();
      statement.execute("select 2");
    } catch (SQLException | RuntimeException | Error expected) {
      // The application's.
    }
  }

  @ParameterizedTest(name = "{0} throws {1}")
  @MethodSource("calls")
  void nothingIsLostWhateverIsThrown(String call, Throwable failure) throws Exception {
    pool =
        SluiceDataSource.builder()
            .name("throwing")
            .source(source)
            .maxSize(SIZE)
            .borrowTimeout(Duration.ofSeconds(20))
            .drainTimeout(Duration.ZERO)
            .set("testOnBorrow", "query")
            .set("initSql", "select 0")
            .set("defaultTransactionIsolation", "READ_COMMITTED")
            .build();
    use();
    source.failing =
        each -> {
          if (each.equals(call) && thrown.getAndIncrement() % 2 == 0) {
            return failure;
          }
          return null;
        };
    List<CompletableFuture<Void>> users = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      users.add(
          CompletableFuture.runAsync(
              () -> {
                for (int n = 0; n < 3; n++) {
                  use();
                }
              }));
    }
    for (CompletableFuture<Void> user : users) {
      user.get(30, TimeUnit.SECONDS);
    }
    source.failing = each -> null;
    List<Connection> all = new ArrayList<>();
    for (int i = 0; i < SIZE; i++) {
      all.add(pool.getConnection());
    }
    assertThat(pool.stats().lent()).isEqualTo(SIZE);
    for (Connection each : all) {
      each.close();
    }
    Await.until(
        "all to be idle",
        Duration.ofSeconds(10),
        () -> pool.stats().idle() == SIZE && pool.stats().total() == SIZE,
        pool::stats);
    pool.close();
    assertThat(pool.stats().total()).isZero();
    assertThat(
            Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("sluice-throwing")))
        .isEmpty();
  }
}
