package dev.sluice.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.jdbc.Liveness;
import dev.sluice.jdbc.TransactionState;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a probe sees of what happens to an idle connection, with TLS and without. */
@Timeout(60)
class ProbeEventsIT {
  private static TestServer server;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    server = TestServer.start();
    server.turnTlsOn(folder);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static PgPhysicalConnection connect(String sslmode) throws Exception {
    PgPhysicalConnection connection = server.spec().property("sslmode", sslmode).connect();
    assertThat(
            TestServer.ask(
                connection.raw(), "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
        .isEqualTo(sslmode.equals("require") ? "t" : "f");
    assertThat(connection.probe()).isEqualTo(Liveness.ALIVE);
    return connection;
  }

  @ParameterizedTest
  @ValueSource(strings = {"disable", "require"})
  void anIdleConnectionIsAliveAfterWorkOfAllKinds(String sslmode) throws Exception {
    PgPhysicalConnection connection = connect(sslmode);
    for (int i = 0; i < 50; i++) {
      assertThat(TestServer.ask(connection.raw(), "SELECT repeat('x', 200000)")).hasSize(200_000);
      assertThat(connection.probe()).isEqualTo(Liveness.ALIVE);
      assertThat(connection.pendingAtReturn()).isFalse();
    }
    assertThat(connection.test(1000)).isTrue();
    assertThat(connection.probe()).isEqualTo(Liveness.ALIVE);
    connection.close();
    assertThat(connection.probe()).isEqualTo(Liveness.DEAD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"disable", "require"})
  void aTerminatedBackendHasSomethingToSayAndFailsTheTest(String sslmode) throws Exception {
    PgPhysicalConnection connection = connect(sslmode);
    server.run("SELECT pg_terminate_backend(" + connection.backendPid() + ")");
    Await.until("its last words", () -> connection.probe() != Liveness.ALIVE);
    assertThat(connection.probe()).isEqualTo(Liveness.ASK);
    assertThat(connection.test(1000)).isFalse();
    assertThat(connection.probe()).isEqualTo(Liveness.DEAD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"disable", "require"})
  void theReasonOfATerminationReachesWhoeverUsesTheConnection(String sslmode) throws Exception {
    PgPhysicalConnection connection = connect(sslmode);
    server.run("SELECT pg_terminate_backend(" + connection.backendPid() + ")");
    Await.until("its last words", () -> connection.probe() == Liveness.ASK);
    SQLException failure =
        Assertions.catchThrowableOfType(
            SQLException.class, () -> TestServer.ask(connection.raw(), "SELECT 1"));
    assertThat(failure.getSQLState()).isEqualTo("57P01");
    assertThat(connection.isFatal(failure)).isTrue();
    connection.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"disable", "require"})
  void aNotificationIsAskedAboutOnceAndNotLost(String sslmode) throws Exception {
    PgPhysicalConnection connection = connect(sslmode);
    try (Statement statement = connection.raw().createStatement()) {
      statement.execute("LISTEN news");
    }
    server.run("NOTIFY news, 'hello'");
    Await.until("it came", () -> connection.probe() != Liveness.ALIVE);
    assertThat(connection.probe()).isEqualTo(Liveness.ASK);
    assertThat(connection.pendingAtReturn()).isTrue();
    assertThat(connection.test(1000)).isTrue();
    assertThat(connection.probe()).isEqualTo(Liveness.ALIVE);
    assertThat(connection.raw().unwrap(org.postgresql.PGConnection.class).getNotifications())
        .hasSize(1);
    connection.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"disable", "require"})
  void aBackendThatIsKilledIsDead(String sslmode, @TempDir Path folder) throws Exception {
    try (TestServer own = TestServer.start()) {
      own.turnTlsOn(folder);
      PgPhysicalConnection connection = own.spec().property("sslmode", sslmode).connect();
      TestServer.signal("KILL", connection.backendPid());
      Await.until("end of file", () -> connection.probe() != Liveness.ALIVE);
      assertThat(connection.probe()).isEqualTo(Liveness.DEAD);
      connection.abort();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"disable", "require"})
  void aStoppedBackendLooksAliveAndTheTestEndsInItsTime(String sslmode) throws Exception {
    PgPhysicalConnection connection = connect(sslmode);
    int pid = connection.backendPid();
    TestServer.signal("STOP", pid);
    try {
      assertThat(connection.probe()).isEqualTo(Liveness.ALIVE);
      long start = System.nanoTime();
      assertThat(connection.test(250)).isFalse();
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(240), Duration.ofMillis(900));
      // A late answer must not be taken for that of another question.
      assertThat(connection.probe()).isEqualTo(Liveness.DEAD);
      assertThat(connection.raw().isClosed()).isTrue();
    } finally {
      TestServer.signal("CONT", pid);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"disable", "require"})
  void abortingAndClosingDoNotWaitForAStoppedBackend(String sslmode) throws Exception {
    PgPhysicalConnection aborted = connect(sslmode);
    PgPhysicalConnection closed = connect(sslmode);
    TestServer.signal("STOP", aborted.backendPid());
    TestServer.signal("STOP", closed.backendPid());
    try {
      long start = System.nanoTime();
      aborted.abort();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(300));
      closed.close();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    } finally {
      TestServer.signal("CONT", aborted.backendPid());
      TestServer.signal("CONT", closed.backendPid());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"disable", "require"})
  void cancelEndsARunningQueryAndLeavesTheConnectionWhole(String sslmode) throws Exception {
    PgPhysicalConnection connection = connect(sslmode);
    Thread canceller =
        new Thread(
            () -> {
              try {
                Await.until(
                    "it runs",
                    () ->
                        "active"
                            .equals(
                                server.ask(
                                    "SELECT state FROM pg_stat_activity WHERE pid = "
                                        + connection.backendPid())));
                connection.cancel();
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    canceller.start();
    long start = System.nanoTime();
    SQLException failure =
        Assertions.catchThrowableOfType(
            SQLException.class, () -> TestServer.ask(connection.raw(), "SELECT pg_sleep(30)"));
    canceller.join();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    assertThat(failure.getSQLState()).isEqualTo("57014");
    assertThat(connection.isFatal(failure)).isFalse();
    assertThat(connection.test(1000)).isTrue();
    assertThat(connection.transactionState()).isEqualTo(TransactionState.IDLE);
    connection.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"disable", "require"})
  void abortEndsAQueryThatAnotherThreadWaitsFor(String sslmode) throws Exception {
    PgPhysicalConnection connection = connect(sslmode);
    Thread aborter =
        new Thread(
            () -> {
              try {
                Await.until(
                    "it runs",
                    () ->
                        "active"
                            .equals(
                                server.ask(
                                    "SELECT state FROM pg_stat_activity WHERE pid = "
                                        + connection.backendPid())));
                connection.abort();
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    aborter.start();
    SQLException failure =
        Assertions.catchThrowableOfType(
            SQLException.class, () -> TestServer.ask(connection.raw(), "SELECT pg_sleep(30)"));
    aborter.join();
    assertThat(connection.isFatal(failure)).isTrue();
  }
}
