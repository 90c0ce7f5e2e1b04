package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Await;
import dev.sluice.testing.Proxy;
import dev.sluice.testing.ServerTls;
import dev.sluice.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A network that says nothing: whatever the pool does for itself ends in time, all of it. */
@Timeout(90)
class SilentNetworkIT {
  private static final int MANY = 100;

  /** What a loaded machine may add. */
  private static final Duration MARGIN = Duration.ofSeconds(1);

  private static TestPostgres postgres;

  private final Queue<String> told = new ConcurrentLinkedQueue<>();
  private final List<Thread> borrowers = new ArrayList<>();
  private Proxy network;
  private SluiceDataSource pool;
  private long socketsBefore;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    postgres = TestPostgres.start(MANY + 20);
    try (Connection admin = postgres.superuser()) {
      ServerTls.turnOn(admin, folder);
    }
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @BeforeEach
  void connect() throws IOException {
    network = new Proxy(postgres.host(), postgres.port());
    socketsBefore = sockets();
  }

  @AfterEach
  void nothingIsLeft() {
    network.heal();
    network.close();
    // What slept behind the silence goes on to sleep: the server has nobody to tell.
    postgres.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'app'");
    if (pool != null) {
      pool.close();
    }
    await("no thread of the pool", Duration.ofSeconds(10), () -> threads().isEmpty());
  }

  private SluiceDataSourceBuilder builder() {
    return SluiceDataSource.builder()
        .name("silent")
        .url("jdbc:postgresql://127.0.0.1:" + network.port() + "/app")
        .user(postgres.user())
        .password(postgres.password());
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("sluice-silent"))
        .toList();
  }

  /** The open sockets of this process, those of the proxy included. */
  private static long sockets() throws IOException {
    long count = 0;
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path each : descriptors.toList()) {
        try {
          if (Files.readSymbolicLink(each).toString().startsWith("socket")) {
            count++;
          }
        } catch (IOException gone) {
          // The one of the list itself.
        }
      }
    }
    return count;
  }

  private void await(String what, Duration limit, BooleanSupplier condition) {
    Await.until(what, limit, condition, () -> "threads " + threads() + ", told " + told);
  }

  /** Threads that each hold a connection and wait for the server. */
  private void busy(int count) throws Exception {
    CountDownLatch running = new CountDownLatch(count);
    for (int i = 0; i < count; i++) {
      Thread thread =
          new Thread(
              () -> {
                try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                  statement.execute("select 1");
                  running.countDown();
                  statement.execute("select pg_sleep(600)");
                } catch (SQLException e) {
                  told.add(e.getSQLState());
                }
              },
              "borrower");
      thread.setDaemon(true);
      thread.start();
      borrowers.add(thread);
    }
    running.await();
  }

  private void idle(int count) throws SQLException {
    List<Connection> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(pool.getConnection());
    }
    for (Connection each : all) {
      each.close();
    }
    assertThat(pool.stats().idle()).isEqualTo(count);
  }

  private Duration closing() {
    long begun = System.nanoTime();
    pool.close();
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private void everythingIsGone() throws IOException {
    assertThat(pool.stats().total()).isZero();
    assertThat(threads()).isEmpty();
    await(
        "the borrowers to be free",
        Duration.ofSeconds(1),
        () -> borrowers.stream().noneMatch(Thread::isAlive));
    assertThat(told).hasSize(borrowers.size()).allMatch(state -> state.startsWith("08"));
    // The proxy keeps the sockets of its own side as long as the network is silent.
    network.close();
    await("no socket is left", Duration.ofSeconds(5), () -> socketsLeft() <= 0);
  }

  private long socketsLeft() {
    try {
      // The proxy's listening socket was open already.
      return sockets() - socketsBefore;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({"disable, hole", "require, hole", "disable, stall", "require, stall"})
  void aDrainOfManyConnectionsInUseEndsTwoSecondsAfterItsTimeout(String tls, String weather)
      throws Exception {
    pool =
        builder().maxSize(MANY).set("pg.sslmode", tls).drainTimeout(Duration.ofSeconds(1)).build();
    busy(MANY);
    fail(weather);
    assertThat(closing()).isLessThan(Duration.ofSeconds(3).plus(MARGIN));
    everythingIsGone();
  }

  @ParameterizedTest
  @CsvSource({"disable, hole", "require, hole", "disable, stall", "require, stall"})
  void aDrainOfManyIdleConnectionsWaitsForNone(String tls, String weather) throws Exception {
    pool =
        builder().maxSize(MANY).set("pg.sslmode", tls).drainTimeout(Duration.ofSeconds(20)).build();
    idle(MANY);
    fail(weather);
    assertThat(closing()).isLessThan(Duration.ofSeconds(2).plus(MARGIN));
    everythingIsGone();
  }

  private void fail(String weather) {
    if (weather.equals("hole")) {
      network.swallow();
    } else {
      network.stall();
    }
  }

  @Test
  void manyLeaksAreReclaimedTwoSecondsAfterTheirTimeout() throws Exception {
    pool =
        builder()
            .maxSize(MANY)
            .set("pg.sslmode", "disable")
            .set("leakTimeout", "5s")
            .set("leakAction", "reclaim")
            .drainTimeout(Duration.ZERO)
            .build();
    busy(MANY);
    long begun = System.nanoTime();
    network.swallow();
    await(
        "the borrowers to be free",
        Duration.ofSeconds(20),
        () -> borrowers.stream().noneMatch(Thread::isAlive));
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isLessThan(Duration.ofSeconds(7).plus(MARGIN));
    assertThat(told).hasSize(MANY).allMatch(state -> state.startsWith("08"));
    network.heal();
    try (Connection connection = pool.getConnection()) {
      assertThat(connection.isValid(5)).isTrue();
    }
  }

  @Test
  void closeOfAConnectionWithAnOpenTransactionEndsInTime() throws Exception {
    pool = builder().maxSize(1).drainTimeout(Duration.ZERO).build();
    Connection connection = pool.getConnection();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("select 1");
    }
    network.swallow();
    long begun = System.nanoTime();
    connection.close();
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isLessThan(Duration.ofSeconds(6).plus(MARGIN));
    network.heal();
    try (Connection next = pool.getConnection()) {
      assertThat(next.isValid(5)).isTrue();
    }
  }

  @Test
  void aConnectionBeingCleanedUpHasAHolderWhomADrainCutsOff() throws Exception {
    pool = builder().maxSize(1).drainTimeout(Duration.ofMillis(100)).build();
    Connection connection = pool.getConnection();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("select 1");
    }
    network.swallow();
    Thread request = new Thread(() -> close(connection), "request");
    request.start();
    await("the clean-up", Duration.ofSeconds(5), () -> isIn(request, "rollback"));
    assertThat(pool.stats().lent()).isEqualTo(1);
    assertThat(closing()).isLessThan(Duration.ofSeconds(2).plus(MARGIN));
    request.join(1000);
    assertThat(request.isAlive()).isFalse();
    everythingIsGone();
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isIn(Thread thread, String method) {
    return Stream.of(thread.getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals(method));
  }
}
