package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.lifecycle.Applications;
import dev.sluice.testing.Await;
import dev.sluice.testing.FakeApplication;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.naming.CompositeName;
import javax.naming.Reference;
import javax.naming.StringRefAddr;
import org.junit.jupiter.api.Test;

/** A pool that belongs to the server, and the applications that come and go. */
class SharedPoolIT extends PoolOnServer {
  private final FakeApplication one = new FakeApplication();
  private final FakeApplication other = new FakeApplication();

  private void shared(String... attributes) throws Exception {
    Reference reference =
        new Reference("javax.sql.DataSource", SluiceDataSourceFactory.class.getName(), null);
    reference.add(new StringRefAddr("name", name));
    reference.add(new StringRefAddr("url", postgres.url()));
    reference.add(new StringRefAddr("user", postgres.user()));
    reference.add(new StringRefAddr("password", postgres.password()));
    for (int i = 0; i < attributes.length; i += 2) {
      reference.add(new StringRefAddr(attributes[i], attributes[i + 1]));
    }
    pool =
        (SluiceDataSource)
            new SluiceDataSourceFactory()
                .getObjectInstance(reference, new CompositeName("jdbc/" + name), null, null);
  }

  private Connection openTransaction(FakeApplication of) throws Exception {
    return of.call(
        () -> {
          Connection connection = pool.getConnection();
          connection.setAutoCommit(false);
          run(connection, "insert into shared_pool values ('" + name + "')");
          return connection;
        });
  }

  private void table() {
    postgres.execute("create table if not exists shared_pool (id text)");
    postgres.execute("alter table shared_pool owner to app");
  }

  private String rows() throws SQLException {
    return superuser("select count(*) from shared_pool where id = '" + name + "'");
  }

  private static Throwable endOf(CompletableFuture<?> work) throws Exception {
    try {
      return new AssertionError("it got " + work.get(10, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  @Test
  void anApplicationThatGoesGivesBackAllThatItHeldAndTheOthersNoticeNothing() throws Exception {
    table();
    shared("maxSize", "4", "drainTimeout", "100ms");
    Connection undisturbed = openTransaction(other);
    Connection idleInTransaction = openTransaction(one);
    CompletableFuture<Integer> running =
        one.start(
            "a-query",
            () -> {
              try (Connection connection = pool.getConnection();
                  Statement statement = connection.createStatement()) {
                statement.execute("select pg_sleep(600)");
                return 1;
              }
            });
    sessions.awaitRunning("pg_sleep");
    Connection forgotten = one.call(() -> pool.getConnection());
    CompletableFuture<Connection> waiting = one.start("a-waiter", () -> pool.getConnection());
    Await.until("a waiter", SOON, () -> pool.stats().waiting() == 1, () -> pool.stats());

    Applications.ended(one.loader());

    assertThat(endOf(running))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
    assertThat(endOf(waiting))
        .isInstanceOf(PoolClosedException.class)
        .hasMessageContaining(name)
        .hasMessageContaining("undeployed");
    assertThatThrownBy(idleInTransaction::commit)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08003"))
        .hasMessageContaining("undeployed");
    assertThat(forgotten.isClosed()).isTrue();
    assertThat(rows()).isEqualTo("0");
    undisturbed.commit();
    undisturbed.close();
    assertThat(rows()).isEqualTo("1");
    assertThat(endOf(one.start("too-late", () -> pool.getConnection())))
        .isInstanceOf(PoolClosedException.class)
        .hasMessageContaining("undeployed");
    assertThat(other.call(() -> pool.getConnection().isValid(5))).isTrue();
    assertThat(log.with("took back what an application held"))
        .singleElement()
        .asString()
        .startsWith("WARNING " + name)
        .contains("3 lent at the start, 1 waiting and refused, ", "2 cut off");

    Applications.ended(other.loader());
  }

  @Test
  void whenTheLastUserGoesNothingIsLeftAndTheNextOneWakesThePool() throws Exception {
    shared("minSize", "2", "drainTimeout", "100ms");
    assertThat(one.call(() -> pool.getConnection().isValid(5))).isTrue();
    assertThat(sessions.count()).isPositive();

    Applications.ended(one.loader());

    sessions.awaitNone();
    assertThat(threads()).isEmpty();
    assertThat(pool.isClosed()).isFalse();
    assertThat(pool.stats().total()).isZero();
    assertThat(
            other.call(
                () -> {
                  try (Connection connection = pool.getConnection()) {
                    return ask(connection, "select 1");
                  }
                }))
        .isEqualTo("1");
    Applications.ended(other.loader());
    sessions.awaitNone();
    assertThat(threads()).isEmpty();
  }

  @Test
  void aThreadOfTheServerKeepsThePoolAwake() throws Exception {
    shared("drainTimeout", "100ms");
    assertThat(one.call(() -> pool.getConnection().isValid(5))).isTrue();
    try (Connection ofTheServer = pool.getConnection()) {
      Applications.ended(one.loader());

      assertThat(ask(ofTheServer, "select 1")).isEqualTo("1");
    }
  }

  @Test
  void sleepingAndWakingNeverExceedsTheSizeNorFailsWhoComesMeanwhile() throws Exception {
    int rounds = 25;
    shared("maxSize", "2", "drainTimeout", "2s");
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger most = new AtomicInteger();
    CompletableFuture<Void> watcher =
        CompletableFuture.runAsync(
            () -> {
              try (Connection connection = postgres.superuser()) {
                String count =
                    "select count(*) from pg_stat_activity where application_name = '" + name + "'";
                while (!over.get()) {
                  most.accumulateAndGet(Integer.parseInt(ask(connection, count)), Math::max);
                }
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
            });
    FakeApplication leaving = new FakeApplication();
    leaving.call(() -> use(1));
    for (int round = 0; round < rounds; round++) {
      FakeApplication coming = new FakeApplication();
      FakeApplication goes = leaving;
      List<CompletableFuture<Integer>> work = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        work.add(coming.start("comes", () -> use(8)));
      }
      Applications.ended(goes.loader());
      for (CompletableFuture<Integer> each : work) {
        assertThat(each.get(20, TimeUnit.SECONDS)).isEqualTo(8);
      }
      leaving = coming;
    }
    Applications.ended(leaving.loader());
    over.set(true);
    watcher.get(10, TimeUnit.SECONDS);

    assertThat(most.get()).isBetween(1, 2);
    sessions.awaitNone();
    assertThat(log.with("drained")).isNotEmpty().allMatch(line -> line.startsWith("INFO "));
  }

  private int use(int times) throws SQLException {
    int done = 0;
    while (done < times) {
      try (Connection connection = pool.getConnection()) {
        done += Integer.parseInt(ask(connection, "select 1"));
      }
    }
    return done;
  }

  @Test
  void anApplicationThatHasGoneIsCollectedWhileThePoolLives() throws Exception {
    shared("drainTimeout", "100ms", "leakTimeout", "1h", "idleTimeout", "300ms");
    assertThat(other.call(() -> use(1))).isEqualTo(1);
    FakeApplication gone = new FakeApplication();
    gone.call(
        () -> {
          List<Connection> held = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            Connection connection = pool.getConnection();
            held.add(connection);
            // Each of these starts a thread or keeps an object somewhere below the pool.
            try (Statement statement = connection.createStatement()) {
              statement.setQueryTimeout(30);
              statement.execute("select 1");
            }
            connection.setNetworkTimeout(Runnable::run, 5000);
          }
          for (Connection connection : held) {
            connection.close();
          }
          return null;
        });

    Applications.ended(gone.loader());

    assertThat(sessions.count()).as("the pool lives").isPositive();
    gone.awaitCollected();
    Applications.ended(other.loader());
  }

  @Test
  void whoeverWasUndeployedDoesNotWakeThePool() throws Exception {
    shared("minSize", "1");
    one.call(() -> pool.getConnection()).close();
    Applications.ended(one.loader());
    sessions.awaitNone();
    long opened = pool.stats().opened();

    assertThat(endOf(one.start("a-late-one", () -> pool.getConnection())))
        .isInstanceOf(PoolClosedException.class)
        .hasMessageContaining("undeployed");

    assertThat(pool.stats().borrowFailures()).as("no run that could count it").isZero();
    assertThat(pool.stats().opened()).isEqualTo(opened);
  }
}
