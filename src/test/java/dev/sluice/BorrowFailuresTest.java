package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.testing.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the exception of a borrow in vain tells its reader. */
@Timeout(30)
class BorrowFailuresTest {
  private final StubSource source = new StubSource();
  private SluiceDataSource pool;

  @AfterEach
  void closed() {
    pool.close();
    assertThat(source.open).hasValue(0);
  }

  private SluiceDataSourceBuilder builder() {
    return SluiceDataSource.builder()
        .name("orders")
        .source(source)
        .maxSize(1)
        .borrowTimeout(Duration.ofMillis(150))
        .drainTimeout(Duration.ofMillis(10));
  }

  private <E extends Throwable> E failure(Class<E> type) {
    return catchThrowableOfType(type, () -> pool.getConnection());
  }

  private CompletableFuture<SQLException> waiter(AtomicReference<Thread> thread) {
    return CompletableFuture.supplyAsync(
        () -> {
          thread.set(Thread.currentThread());
          try (Connection unexpected = pool.getConnection()) {
            return new SQLException("got " + unexpected);
          } catch (SQLException e) {
            return e;
          }
        },
        task -> new Thread(task, "a-waiter").start());
  }

  private void awaitWaiting(int waiting) {
    Await.until(
        waiting + " waiting",
        Duration.ofSeconds(10),
        () -> pool.stats().waiting() == waiting,
        () -> pool.stats());
  }

  @Test
  void anExhaustedPoolNamesItsHoldersAndWhatToDo() throws Exception {
    pool = builder().set("leakTimeout", "1h").build();
    try (Connection held = pool.getConnection()) {
      PoolTimeoutException failure = failure(PoolTimeoutException.class);

      assertThat(held.isClosed()).isFalse();
      assertThat((Throwable) failure).isInstanceOf(SQLTransientConnectionException.class);
      assertThat(failure.phase()).isEqualTo(PoolTimeoutException.Phase.WAITING);
      assertThat(failure.getSQLState()).isEqualTo("08001");
      assertThat(failure.getMessage())
          .startsWith("orders: no connection came back in 1")
          .containsPattern("in \\d+ ms \\(borrowTimeout 150 ?ms\\)")
          .contains("1 of 1 connections are lent, 0 idle, 0 connecting")
          .contains("thread " + Thread.currentThread().getName() + ", borrowed at ")
          .contains(", now at ", "raise maxSize");
      assertThat(failure.getCause()).isNull();
    }
  }

  @Test
  void aDatabaseThatIsDownIsNamedWithTheLastAttempt() {
    SQLException refused = new SQLException("Connection to db:5432 refused", "08001");
    pool =
        builder()
            .source(
                new StubSource() {
                  @Override
                  public Connection getConnection() throws SQLException {
                    throw refused;
                  }
                })
            .build();

    PoolTimeoutException failure = failure(PoolTimeoutException.class);

    assertThat(failure.phase()).isEqualTo(PoolTimeoutException.Phase.CONNECTING);
    assertThat(failure.getSQLState()).isEqualTo("08001");
    assertThat((Throwable) failure).hasCause(refused);
    assertThat(failure.getMessage())
        .startsWith("orders: no connection to the given source could be opened in ")
        .contains("borrowTimeout", "0 of 1 connections are lent")
        .contains("The last attempt: Connection to db:5432 refused")
        .contains("Check");
  }

  @Test
  void aTimeoutHasTheStateOfTheLastAttempt() {
    pool =
        builder()
            .source(
                new StubSource() {
                  @Override
                  public Connection getConnection() throws SQLException {
                    throw new SQLException(
                        "wrapped", null, new SQLException("the database system starts", "57P03"));
                  }
                })
            .build();

    assertThat(failure(PoolTimeoutException.class).getSQLState()).isEqualTo("57P03");
  }

  @Test
  void connectionsThatFailTheirTestAreNamedAsSuch() throws Exception {
    pool = builder().set("testOnBorrow", "query").build();
    source.answering = false;

    PoolTimeoutException failure = failure(PoolTimeoutException.class);

    assertThat(failure.phase()).isEqualTo(PoolTimeoutException.Phase.TESTING);
    assertThat(failure.getMessage())
        .startsWith("orders: no connection to the given source answered its test in ")
        .contains("borrowTimeout", "of 1 connections are lent", "network or the server");
  }

  @Test
  void aFullQueueNamesItsLimitAndTheHolders() throws Exception {
    pool = builder().set("maxWaiters", 1).borrowTimeout(Duration.ofSeconds(20)).build();
    AtomicReference<Thread> thread = new AtomicReference<>();
    CompletableFuture<SQLException> waiting;
    try (Connection held = pool.getConnection()) {
      waiting = waiter(thread);
      awaitWaiting(1);

      PoolQueueFullException failure = failure(PoolQueueFullException.class);

      assertThat(held.isClosed()).isFalse();
      assertThat((Throwable) failure).isInstanceOf(SQLTransientConnectionException.class);
      assertThat(failure.getSQLState()).isEqualTo("08001");
      assertThat(failure.getMessage())
          .startsWith("orders: 1 threads wait for a connection already")
          .contains("maxWaiters", "1 of 1 connections are lent")
          .contains("thread " + Thread.currentThread().getName(), "raise maxSize or maxWaiters");
    }
    assertThat((Throwable) waiting.get(10, TimeUnit.SECONDS)).hasMessageStartingWith("got ");
  }

  @Test
  void anInterruptedWaiterIsToldHowLongHeWaitedAndStaysInterrupted() throws Exception {
    pool = builder().borrowTimeout(Duration.ofSeconds(20)).build();
    AtomicReference<Boolean> stillInterrupted = new AtomicReference<>();
    AtomicReference<SQLException> failure = new AtomicReference<>();
    try (Connection held = pool.getConnection()) {
      Thread waiter =
          new Thread(
              () -> {
                try (Connection unexpected = pool.getConnection()) {
                  failure.set(new SQLException("got " + unexpected));
                } catch (SQLException e) {
                  stillInterrupted.set(Thread.currentThread().isInterrupted());
                  failure.set(e);
                }
              });
      waiter.start();
      awaitWaiting(1);
      waiter.interrupt();
      waiter.join(TimeUnit.SECONDS.toMillis(10));
      assertThat(held.isClosed()).isFalse();
    }
    assertThat((Throwable) failure.get()).isInstanceOf(BorrowInterruptedException.class);
    assertThat(failure.get().getSQLState()).isEqualTo("08001");
    assertThat(failure.get().getMessage())
        .startsWith("orders: the thread was interrupted after it had waited ")
        .contains("borrowTimeout", "1 of 1 connections are lent");
    assertThat(stillInterrupted.get()).isTrue();
  }

  @Test
  void aClosedPoolRefusesItsWaitersAndWhoeverComesLater() throws Exception {
    pool = builder().borrowTimeout(Duration.ofSeconds(20)).build();
    AtomicReference<Thread> thread = new AtomicReference<>();
    Connection held = pool.getConnection();
    CompletableFuture<SQLException> waiting = waiter(thread);
    awaitWaiting(1);

    pool.close();

    SQLException refused = waiting.get(10, TimeUnit.SECONDS);
    assertThat((Throwable) refused)
        .isInstanceOf(PoolClosedException.class)
        .isInstanceOf(SQLNonTransientConnectionException.class)
        .hasMessageStartingWith("orders is closed");
    assertThat(refused.getSQLState()).isEqualTo("08003");
    assertThatThrownBy(() -> pool.getConnection())
        .isInstanceOf(PoolClosedException.class)
        .hasMessageStartingWith("orders is closed");
    held.close();
  }
}
