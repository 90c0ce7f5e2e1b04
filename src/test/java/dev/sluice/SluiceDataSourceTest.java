package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.InvalidSettingsException;
import dev.sluice.observe.PoolLog;
import dev.sluice.testing.Await;
import dev.sluice.testing.LogLines;
import java.io.PrintWriter;
import java.io.Writer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a DataSource promises, and what the builder makes of what it is given. */
@Timeout(30)
class SluiceDataSourceTest {
  private final StubSource source = new StubSource();
  private final SluiceDataSource pool = builder().build();

  private SluiceDataSourceBuilder builder() {
    return SluiceDataSource.builder()
        .name("orders")
        .source(source)
        .maxSize(4)
        .drainTimeout(Duration.ofMillis(50));
  }

  private static List<String> threadsOfThePool() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("sluice-orders"))
        .toList();
  }

  @AfterEach
  void nothingIsLeft() {
    pool.close();
    assertThat(source.open).hasValue(0);
    assertThat(threadsOfThePool()).isEmpty();
  }

  @Test
  void itIsAWrapperForItselfOnly() throws Exception {
    assertThat(pool.isWrapperFor(DataSource.class)).isTrue();
    assertThat(pool.unwrap(SluiceDataSource.class)).isSameAs(pool);
    assertThat(pool.isWrapperFor(StubSource.class)).isFalse();
    assertThatThrownBy(() -> pool.unwrap(StubSource.class))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("orders")
        .hasMessageContaining("StubSource");
  }

  @Test
  void theLoginTimeoutIsTheBorrowTimeoutRoundedUpAndNotToBeSet() {
    assertThat(pool.getLoginTimeout()).isEqualTo(30);
    assertThat(builder().borrowTimeout(Duration.ofMillis(1001)).build().getLoginTimeout())
        .isEqualTo(2);
    assertThatThrownBy(() -> pool.setLoginTimeout(1))
        .isInstanceOf(SQLFeatureNotSupportedException.class)
        .hasMessageContaining("borrowTimeout");
  }

  @Test
  void thereIsNoLogWriter() throws Exception {
    assertThat(pool.getLogWriter()).isNull();
    pool.setLogWriter(null);
    pool.setLoginTimeout(pool.getLoginTimeout());
    assertThat(pool.isWrapperFor(null)).isFalse();
    assertThatThrownBy(() -> pool.setLogWriter(new PrintWriter(Writer.nullWriter())))
        .isInstanceOf(SQLFeatureNotSupportedException.class)
        .hasMessageContaining(PoolLog.NAME);
    assertThatThrownBy(pool::getParentLogger).isInstanceOf(SQLFeatureNotSupportedException.class);
  }

  @Test
  void onlyItsOwnCredentialsAreTaken() throws Exception {
    try (SluiceDataSource withUser = builder().user("u").password("p4ss").build()) {
      withUser.getConnection("u", "p4ss").close();
      for (String[] other : new String[][] {{"u", "wrong"}, {"other", "p4ss"}, {null, null}}) {
        assertThatThrownBy(() -> withUser.getConnection(other[0], other[1]))
            .isInstanceOf(SQLFeatureNotSupportedException.class)
            .hasMessageContaining("one user")
            .hasMessageNotContaining("p4ss");
      }
    }
    pool.getConnection(null, null).close();
  }

  @Test
  void nothingIsOpenedAndNoThreadRunsBeforeTheFirstBorrow() throws Exception {
    assertThat(source.opened).hasValue(0);
    assertThat(threadsOfThePool()).isEmpty();
    assertThat(pool.stats().total()).isZero();
    assertThat(pool.stats().maxSize()).isEqualTo(4);

    pool.getConnection().close();

    assertThat(source.opened).hasValue(1);
    assertThat(pool.stats().idle()).isEqualTo(1);
    assertThat(pool.stats().borrows()).isEqualTo(1);
  }

  @Test
  void aPoolThatWasNeverUsedClosesAndStaysClosed() {
    pool.close();

    assertThat(pool.isClosed()).isTrue();
    assertThat(pool.toString()).isEqualTo("SluiceDataSource[orders, closed]");
    assertThatThrownBy(pool::getConnection)
        .isInstanceOfSatisfying(
            PoolClosedException.class, e -> assertThat(e.getSQLState()).isEqualTo("08003"));
    assertThat(source.opened).hasValue(0);
  }

  @Test
  void closingAgainAndAtOnceIsOneDrain() throws Exception {
    Connection held = pool.getConnection();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (LogLines log = new LogLines(PoolLog.NAME)) {
      List<Callable<Boolean>> closings = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        closings.add(
            () -> {
              pool.close();
              // Whoever closes finds it closed when the call is over, not only the first.
              return source.open.get() == 0;
            });
      }
      for (Future<Boolean> one : threads.invokeAll(closings, 20, TimeUnit.SECONDS)) {
        assertThat(one.get()).isTrue();
      }
      pool.close();
      assertThat(log.with("orders: drained")).hasSize(1);
    } finally {
      threads.shutdownNow();
    }
    assertThat(held.isClosed()).isTrue();
  }

  @Test
  void closingWhileManyBorrowEndsEachBorrowWithAConnectionOrTheReason() throws Exception {
    AtomicInteger lent = new AtomicInteger();
    CountDownLatch busy = new CountDownLatch(200);
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<Future<SQLException>> ends = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        ends.add(
            threads.submit(
                () -> {
                  while (true) {
                    try (Connection connection = pool.getConnection()) {
                      lent.incrementAndGet();
                      assertThat(connection).isNotNull();
                      busy.countDown();
                    } catch (SQLException e) {
                      return e;
                    }
                  }
                }));
      }
      assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
      pool.close();
      for (Future<SQLException> end : ends) {
        assertThat((Throwable) end.get(10, TimeUnit.SECONDS))
            .isInstanceOf(PoolClosedException.class);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(pool.stats().total()).isZero();
    assertThat(pool.stats().borrows()).isEqualTo(lent.get());
  }

  @Test
  void wrongAttributesAreAllNamedAtOnce() {
    SluiceDataSourceBuilder wrong =
        builder().set("maxSize", "many").set("borowTimeout", "1s").set("password", "${PW}");

    assertThatThrownBy(wrong::build)
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("maxSize")
        .hasMessageContaining("many")
        .hasMessageContaining("borowTimeout")
        .hasMessageContaining("borrowTimeout")
        .hasMessageContaining("password");
  }

  @Test
  void whatHasNoEffectOverAGivenSourceIsSaid() {
    try (LogLines log = new LogLines(PoolLog.NAME)) {
      SluiceDataSourceBuilder plain = builder();
      plain.build();
      assertThat(log.all()).isEmpty();

      plain
          .url("jdbc:postgresql://db/app")
          .user("u")
          .password("s3cret")
          .set("resetOnReturn", "session")
          .set("pg.prepareThreshold", 1)
          .build();

      assertThat(log.all())
          .singleElement()
          .asString()
          .startsWith("INFO orders: connections come from the given source")
          .contains("url, user, password, resetOnReturn, pg.prepareThreshold")
          .doesNotContain("s3cret");
    }
  }

  @Test
  void whatIsReadAsSomethingElseIsSaid() {
    try (LogLines log = new LogLines(PoolLog.NAME)) {
      builder().set("jdbcInterceptors", "ConnectionState").build();

      assertThat(log.with("jdbcInterceptors")).singleElement().asString().startsWith("INFO ");
    }
  }

  @Test
  void aNameGivenByItsAliasIsThePoolsName() {
    SluiceDataSource aliased =
        SluiceDataSource.builder().source(source).set("poolName", "aliased").build();

    assertThat(aliased.name()).isEqualTo("aliased");
  }

  @Test
  void initSqlRunsOnTheConnectionsOfAGivenSourceToo() throws Exception {
    try (SluiceDataSource withSql = builder().set("initSql", "set x = 1").build()) {
      withSql.getConnection().close();
      withSql.getConnection().close();
    }
    assertThat(source.executed).containsExactly("set x = 1");
  }

  @Test
  void anIdlePoolFallsBackToItsMinimum() throws Exception {
    try (SluiceDataSource trimmed = builder().minSize(1).set("idleTimeout", "200ms").build()) {
      List<Connection> held = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        held.add(trimmed.getConnection());
      }
      for (Connection one : held) {
        one.close();
      }
      Await.until(
          "the minimum",
          Duration.ofSeconds(10),
          () -> source.open.get() == 1,
          () -> trimmed.stats());
    }
  }
}
