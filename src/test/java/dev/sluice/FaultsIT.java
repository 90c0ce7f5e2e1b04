package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.testing.Await;
import dev.sluice.testing.Postmaster;
import dev.sluice.testing.TestPostgres;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The server and the network as they are on a bad day. */
class FaultsIT extends PoolOnServer {
  private static final Duration LIMIT = Duration.ofMillis(600);

  /** What a loaded machine may add. */
  private static final Duration MARGIN = Duration.ofSeconds(1);

  private PoolTimeoutException timedOutBorrow() {
    long begun = System.nanoTime();
    PoolTimeoutException failure =
        catchThrowableOfType(PoolTimeoutException.class, () -> pool.getConnection());
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LIMIT.plus(MARGIN));
    assertThat((Throwable) failure).isNotNull();
    return failure;
  }

  private String count() {
    return "select count(*) from pg_stat_activity where application_name = '" + name + "'";
  }

  @Test
  void aServerThatIsDownIsReportedInTimeWithTheCause() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    pool =
        builder().url("jdbc:postgresql://127.0.0.1:" + port + "/app").borrowTimeout(LIMIT).build();

    PoolTimeoutException failure = timedOutBorrow();

    assertThat(failure.phase()).isEqualTo(PoolTimeoutException.Phase.CONNECTING);
    assertThat(failure.getSQLState()).isEqualTo("08001");
    assertThat(failure.getMessage()).contains(name, "127.0.0.1:" + port, "The last attempt: ");
    assertThat(failure.getCause()).isInstanceOf(SQLException.class);
    assertThat(log.with("WARNING " + name + ": could not connect")).isNotEmpty();
  }

  @Test
  void aServerThatNeverAnswersEndsTheBorrowInTimeAndHoldsUpNoClose() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      pool =
          builder()
              .url("jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/app")
              .borrowTimeout(LIMIT)
              .set("connectTimeout", "30s")
              .drainTimeout(Duration.ofSeconds(20))
              .build();

      PoolTimeoutException failure = timedOutBorrow();
      assertThat(failure.phase()).isEqualTo(PoolTimeoutException.Phase.CONNECTING);
      assertThat(failure.getMessage()).contains("1 connecting", "has not answered");

      long begun = System.nanoTime();
      pool.close();

      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
      assertThat(threads()).isEmpty();
      assertThat(log.with("not all is gone")).isEmpty();
      assertThat(log.with("WARNING")).allMatch(line -> line.contains("a borrow failed"));
    }
  }

  @Test
  void aBackendThatHangsEndsTheTestAndTheBorrowInTime() throws Exception {
    pool =
        builder()
            .maxSize(1)
            .borrowTimeout(LIMIT)
            .set("testOnBorrow", "query")
            .drainTimeout(Duration.ZERO)
            .build();
    long pid;
    try (Connection connection = pool.getConnection()) {
      pid = Long.parseLong(ask(connection, "select pg_backend_pid()"));
    }
    Postmaster.signal("STOP", pid);
    try {
      PoolTimeoutException failure = timedOutBorrow();
      assertThat(failure.phase()).isEqualTo(PoolTimeoutException.Phase.TESTING);
      assertThat(failure.getMessage()).contains(name, "answered its test", "check both");
    } finally {
      Postmaster.signal("CONT", pid);
    }
    assertThat(pool.getConnection().isValid(5)).isTrue();
  }

  @Test
  void sessionsThatAreTerminatedUnderLoadAreNeverLentAgain() throws Exception {
    pool = builder().maxSize(4).build();
    AtomicBoolean over = new AtomicBoolean();
    // While this is odd sessions are dying; a failure is excused if it was odd or changed.
    AtomicLong waves = new AtomicLong();
    AtomicInteger works = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<List<String>>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(threads.submit(() -> load(over, waves, works)));
      }
      try (Connection superuser = postgres.superuser()) {
        for (int wave = 0; wave < 12; wave++) {
          int target = works.get() + 40;
          Await.until("work", SOON, () -> works.get() >= target, works::get);
          waves.incrementAndGet();
          String dying =
              ask(
                  superuser,
                  "select string_agg(pid::text, ',') from (select pid, pg_terminate_backend(pid)"
                      + " from pg_stat_activity where application_name = '"
                      + name
                      + "') killed");
          String left =
              "select count(*) from pg_stat_activity where pid in ("
                  + (dying == null ? "0" : dying)
                  + ")";
          while (!"0".equals(ask(superuser, left)) || processesOf(dying)) {
            Thread.onSpinWait();
          }
          waves.incrementAndGet();
        }
      }
      over.set(true);
      for (Future<List<String>> one : all) {
        assertThat(one.get(20, TimeUnit.SECONDS)).isEmpty();
      }
    } finally {
      over.set(true);
      threads.shutdownNow();
    }
    assertThat(pool.stats().borrowFailures()).isZero();
  }

  /**
   * Whether a backend of these still runs, on this machine: it leaves pg_stat_activity before its
   * socket closes, and until then nobody can know that it is gone whose driver has read its last
   * words together with an answer.
   */
  private static boolean processesOf(@Nullable String pids) {
    return pids != null
        && Stream.of(pids.split(","))
            .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
            .flatMap(process -> process.info().command().stream())
            .anyMatch(command -> command.contains("postgres"));
  }

  private List<String> load(AtomicBoolean over, AtomicLong waves, AtomicInteger works) {
    List<String> failures = new ArrayList<>();
    while (!over.get()) {
      // Read before the borrow: a session may die between its probe and the first statement.
      long wave = waves.get();
      try (Connection connection = pool.getConnection()) {
        assertThat(ask(connection, "select 1")).isEqualTo("1");
        works.incrementAndGet();
      } catch (SQLException e) {
        boolean inFlight = wave % 2 == 1 || waves.get() != wave;
        if (!inFlight || e instanceof PoolTimeoutException) {
          failures.add(e.toString());
        }
      }
    }
    return failures;
  }

  @Test
  void aServerThatWasRestartedIsUsedAgainByItself() throws Exception {
    try (Postmaster server = new Postmaster(TestPostgres.start())) {
      pool = onOwn(server).maxSize(3).borrowTimeout(Duration.ofSeconds(20)).build();
      List<Connection> held = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        held.add(pool.getConnection());
      }
      for (Connection connection : held) {
        connection.close();
      }

      server.stop();
      CompletableFuture<String> meanwhile = CompletableFuture.supplyAsync(this::selectOne);
      Await.until("an attempt", SOON, () -> pool.stats().connectFailures() > 0, pool::stats);
      server.start();

      assertThat(meanwhile.get(20, TimeUnit.SECONDS)).isEqualTo("1");
      assertThat(pool.stats().borrowFailures()).isZero();
      assertThat(log.with("could not connect (1 attempt)")).hasSize(1);
      assertThat(log.with("INFO " + name + ": connects again, after")).hasSize(1);
      pool.close();
    }
  }

  private String selectOne() {
    try (Connection connection = pool.getConnection()) {
      return ask(connection, "select 1");
    } catch (SQLException e) {
      return e.toString();
    }
  }

  @Test
  void aPasswordThatWasRotatedInItsFileIsUsedForTheNextConnection() throws Exception {
    try (Postmaster server = new Postmaster(TestPostgres.start())) {
      Path hba = server.data().resolve("pg_hba.conf");
      Files.writeString(hba, "host all app all scram-sha-256\n" + Files.readString(hba));
      server.postgres().execute("select pg_reload_conf()");
      Path file = server.data().resolve("password-of-the-pool");
      Files.writeString(file, server.postgres().password() + "\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      pool =
          SluiceDataSource.builder()
              .name(name)
              .url(server.postgres().url())
              .user("app")
              .set("passwordFile", file.toString())
              .maxSize(2)
              .build();
      try (Connection old = pool.getConnection()) {
        server.postgres().execute("alter role app password 'rotated-in-the-test'");
        assertThat(ask(old, "select 1")).isEqualTo("1");
        Files.writeString(file, "rotated-in-the-test\n");

        try (Connection next = pool.getConnection()) {
          assertThat(ask(next, "select 1")).isEqualTo("1");
        }
      }
      assertThat(log.all()).noneMatch(line -> line.contains("rotated-in-the-test"));
      pool.close();
    }
  }

  private SluiceDataSourceBuilder onOwn(Postmaster server) {
    return SluiceDataSource.builder()
        .name(name)
        .url(server.postgres().url())
        .user(server.postgres().user())
        .password(server.postgres().password());
  }

  @Test
  void connectionsAreReplacedAtTheirAgeWithoutAFailureUnderLoad() throws Exception {
    pool = builder().minSize(2).maxSize(3).set("maxLifetime", "1s").build();
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        all.add(
            threads.submit(
                () -> {
                  int done = 0;
                  while (!over.get()) {
                    try (Connection connection = pool.getConnection()) {
                      done += Integer.parseInt(ask(connection, "select 1"));
                    }
                  }
                  return done;
                }));
      }
      Await.until("three lives", SOON, () -> pool.stats().closed() >= 6, pool::stats);
      assertThat(Integer.parseInt(superuser(count()))).isLessThanOrEqualTo(3);
      over.set(true);
      for (Future<Integer> one : all) {
        assertThat(one.get(10, TimeUnit.SECONDS)).isPositive();
      }
    } finally {
      over.set(true);
      threads.shutdownNow();
    }
    assertThat(pool.stats().borrowFailures()).isZero();
    assertThat(pool.stats().opened()).isGreaterThanOrEqualTo(6);
    assertThat(log.with("WARNING")).isEmpty();
  }

  @Test
  void aLeakIsReportedOnceWithTheStackOfItsBorrow() throws Exception {
    pool = builder().set("leakTimeout", "200ms").build();
    try (Connection leaked = pool.getConnection()) {
      Await.until("a report", SOON, () -> !log.with("leakTimeout").isEmpty(), log::all);
      pool.getConnection().close();
      int rounds = log.all().size();
      long until = System.nanoTime() + Duration.ofMillis(300).toNanos();
      Await.until("some more rounds", SOON, () -> System.nanoTime() - until > 0, () -> rounds);

      assertThat(ask(leaked, "select 1")).isEqualTo("1");
    }
    assertThat(log.with("leakTimeout"))
        .singleElement()
        .asString()
        .startsWith("WARNING " + name + ": thread " + Thread.currentThread().getName());
    assertThat(log.thrownWith("leakTimeout").getStackTrace())
        .anyMatch(
            frame -> frame.getMethodName().equals("aLeakIsReportedOnceWithTheStackOfItsBorrow"));
  }

  @Test
  void aLeakIsTakenBackWhereThatIsAskedFor() throws Exception {
    pool = builder().maxSize(1).set("leakTimeout", "200ms").set("leakAction", "reclaim").build();
    Connection leaked = pool.getConnection();
    leaked.setAutoCommit(false);
    String pid = ask(leaked, "select pg_backend_pid()");

    try (Connection next = pool.getConnection()) {
      assertThat(ask(next, "select pg_backend_pid()")).isNotEqualTo(pid);
    }
    SQLException told = catchThrowableOfType(SQLException.class, leaked::createStatement);
    assertThat(told.getSQLState()).isEqualTo("08003");
    assertThat(told.getMessage()).contains("leakTimeout");
    assertThat(log.with("it is taken back")).hasSize(1);
    leaked.close();
  }
}
