package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.testing.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** The whole pool over a real PostgreSQL, seen from the server's side. */
class SluiceDataSourceIT {
  private static TestPostgres server;

  private String pool;
  private SluiceDataSource dataSource;

  @BeforeAll
  static void startServer() {
    server = TestPostgres.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void nameThePool(TestInfo test) {
    String method = test.getTestMethod().orElseThrow().getName();
    pool = "it-" + method.substring(0, Math.min(40, method.length()));
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    if (dataSource != null) {
      dataSource.close();
    }
    await("no session of the pool", () -> sessions() == 0);
    await(
        "no thread of the pool",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("sluice-" + pool)));
  }

  private SluiceDataSourceBuilder builder() {
    return SluiceDataSource.builder()
        .name(pool)
        .url(server.url())
        .user(server.user())
        .password(server.password());
  }

  private static int query(String sql) throws SQLException {
    try (Connection connection = server.superuser();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getInt(1);
    }
  }

  private int sessions() throws SQLException {
    return query("select count(*) from pg_stat_activity where application_name = '" + pool + "'");
  }

  interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(String what, Condition condition) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime() - deadline).as("waiting for " + what).isNegative();
      LockSupport.parkNanos(5_000_000);
    }
  }

  private static int one(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getInt(1);
    }
  }

  @Test
  void nothingIsOpenedBeforeTheFirstBorrow() throws Exception {
    dataSource = builder().minSize(2).build();
    assertThat(sessions()).isZero();
    dataSource.getConnection().close();
    await("the minimum", () -> sessions() == 2);
  }

  @Test
  void aConnectionIsUsedAgain() throws Exception {
    dataSource = builder().build();
    int first;
    try (Connection connection = dataSource.getConnection()) {
      first = one(connection, "select pg_backend_pid()");
    }
    try (Connection connection = dataSource.getConnection()) {
      assertThat(one(connection, "select pg_backend_pid()")).isEqualTo(first);
    }
  }

  @Test
  void whatABorrowerLeftDirtyTheNextOneFindsClean() throws Exception {
    dataSource = builder().maxSize(1).build();
    try (Connection connection = dataSource.getConnection()) {
      connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute("create table left_behind (id int)");
      }
      connection.setSchema("pg_catalog");
    }
    try (Connection connection = dataSource.getConnection()) {
      assertThat(connection.getAutoCommit()).isTrue();
      assertThat(connection.getTransactionIsolation())
          .isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
      assertThat(connection.getSchema()).isEqualTo("public");
      assertThat(one(connection, "select count(*) from pg_class where relname = 'left_behind'"))
          .isZero();
    }
  }

  @Test
  void aTerminatedIdleConnectionIsNeverLent() throws Exception {
    dataSource = builder().maxSize(4).build();
    List<Connection> held = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      held.add(dataSource.getConnection());
    }
    for (Connection connection : held) {
      connection.close();
    }
    query(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = '"
            + pool
            + "'");
    await("the sessions to end", () -> sessions() == 0);
    for (int i = 0; i < 20; i++) {
      try (Connection connection = dataSource.getConnection()) {
        assertThat(one(connection, "select 1")).isEqualTo(1);
      }
    }
  }

  @Test
  void aConnectionThatDiesUnderItsBorrowerIsFoundAtReturn() throws Exception {
    dataSource = builder().maxSize(2).build();
    Connection connection = dataSource.getConnection();
    int pid = one(connection, "select pg_backend_pid()");
    query("select pg_terminate_backend(" + pid + ")::int");
    await("its session to end", () -> sessions() == 0);
    connection.close();
    await("the pool to notice", () -> dataSource.stats().total() == 0);
    try (Connection next = dataSource.getConnection()) {
      assertThat(one(next, "select 1")).isEqualTo(1);
    }
  }

  @Test
  void aDatabaseThatIsNotThereIsSaidAtOnceAndWithoutThePassword() throws Exception {
    dataSource =
        SluiceDataSource.builder()
            .name(pool)
            .url("jdbc:postgresql://" + server.endpoint() + "/no_such_database")
            .user(server.user())
            .password(server.password())
            .build();
    long begun = System.nanoTime();
    DatabaseRefusedException failure =
        catchThrowableOfType(DatabaseRefusedException.class, () -> dataSource.getConnection());
    assertThat(failure.getMessage()).contains("no_such_database", pool);
    assertThat(failure.getSQLState()).isEqualTo("3D000");
    assertThat(failure.toString() + failure.getCause()).doesNotContain(server.password());
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
  }

  @Test
  void anExhaustedPoolNamesTheHolders() throws Exception {
    dataSource = builder().maxSize(1).borrowTimeout(Duration.ofMillis(100)).build();
    try (Connection held = dataSource.getConnection()) {
      PoolTimeoutException failure =
          catchThrowableOfType(PoolTimeoutException.class, () -> dataSource.getConnection());
      assertThat(failure.phase()).isEqualTo(PoolTimeoutException.Phase.WAITING);
      assertThat(failure.getMessage())
          .contains("1 of 1 connections are lent", "thread " + Thread.currentThread().getName());
      assertThat(held.isValid(1)).isTrue();
    }
  }

  @Test
  void tenThousandCyclesFromManyThreadsNeverExceedTheSizeOnTheServer() throws Exception {
    dataSource = builder().maxSize(8).build();
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger most = new AtomicInteger();
    CompletableFuture<Void> watcher =
        CompletableFuture.runAsync(
            () -> {
              try (Connection connection = server.superuser()) {
                while (!over.get()) {
                  int now =
                      one(
                          connection,
                          "select count(*) from pg_stat_activity where application_name = '"
                              + pool
                              + "'");
                  most.accumulateAndGet(now, Math::max);
                }
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
            });
    ExecutorService threads = Executors.newFixedThreadPool(64);
    try {
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        all.add(
            threads.submit(
                () -> {
                  int done = 0;
                  while (done < 157) {
                    try (Connection connection = dataSource.getConnection()) {
                      done += one(connection, "select 1");
                    }
                  }
                  return done;
                }));
      }
      int total = 0;
      for (Future<Integer> one : all) {
        total += one.get(60, TimeUnit.SECONDS);
      }
      assertThat(total).isGreaterThanOrEqualTo(10_000);
    } finally {
      threads.shutdownNow();
      over.set(true);
    }
    watcher.get(10, TimeUnit.SECONDS);
    assertThat(most.get()).isBetween(1, 8);
    assertThat(dataSource.stats().borrowFailures()).isZero();
    assertThat(dataSource.stats().borrows()).isEqualTo(64 * 157);
  }

  @Test
  void aDrainLetsRunningWorkEnd() throws Exception {
    dataSource = builder().drainTimeout(Duration.ofSeconds(20)).build();
    CompletableFuture<Integer> work =
        CompletableFuture.supplyAsync(
            () -> {
              try (Connection connection = dataSource.getConnection()) {
                return one(connection, "select 7 from pg_sleep(0.5)");
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
            });
    await("the query to run", () -> query(running("pg_sleep")) == 1);
    dataSource.close();
    assertThat(work.get(10, TimeUnit.SECONDS)).isEqualTo(7);
    assertThatThrownBy(() -> dataSource.getConnection()).isInstanceOf(PoolClosedException.class);
  }

  private String running(String part) {
    return "select count(*) from pg_stat_activity where application_name = '"
        + pool
        + "' and state = 'active' and query like '%"
        + part
        + "%'";
  }

  @Test
  void aDrainCancelsWhatLastsTooLongAndRollsItBack() throws Exception {
    server.execute("create table drained (id int)");
    server.execute("grant all on drained to " + server.user());
    dataSource = builder().drainTimeout(Duration.ofMillis(200)).build();
    CompletableFuture<SQLException> work =
        CompletableFuture.supplyAsync(
            () -> {
              try (Connection connection = dataSource.getConnection()) {
                connection.setAutoCommit(false);
                try (Statement statement = connection.createStatement()) {
                  statement.execute("insert into drained values (1)");
                  statement.execute("select pg_sleep(600)");
                }
                connection.commit();
                return null;
              } catch (SQLException e) {
                return e;
              }
            });
    await("the query to run", () -> query(running("pg_sleep")) == 1);
    dataSource.close();
    assertThat(work.get(10, TimeUnit.SECONDS).getSQLState()).isEqualTo("57014");
    assertThat(query("select count(*) from drained")).isZero();
  }

  @Test
  void aDrainCutsOffAConnectionThatWasForgotten() throws Exception {
    dataSource = builder().drainTimeout(Duration.ofMillis(100)).build();
    Connection forgotten = dataSource.getConnection();
    forgotten.setAutoCommit(false);
    assertThat(one(forgotten, "select 1")).isEqualTo(1);
    dataSource.close();
    assertThatThrownBy(forgotten::createStatement)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08003"))
        .hasMessageContaining("closed");
    forgotten.close();
  }
}
