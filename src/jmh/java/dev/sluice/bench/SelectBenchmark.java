package dev.sluice.bench;

import dev.sluice.bench.peers.Demand;
import dev.sluice.bench.peers.OpenPool;
import dev.sluice.bench.peers.Peer;
import dev.sluice.bench.peers.Target;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Small work on a real PostgreSQL from some threads over eight connections: how long it takes from
 * before the borrow to after the return.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class SelectBenchmark {
  @Param("SLUICE")
  public Peer pool;

  @Param("8")
  public int borrowers;

  /** "select" or "transaction". */
  @Param("select")
  public String work;

  @Param("1000")
  public int millis;

  /** How many loads of that length, at most, come before all measurement: see {@link WarmUp}. */
  @Param("20")
  public int warmUps;

  private OpenPool open;

  /** Connections to PgBouncer, which is a pool itself: one for each thread, made beforehand. */
  private final Queue<Connection> kept = new ConcurrentLinkedQueue<>();

  @Setup
  public void open() throws SQLException, InterruptedException {
    open = pool.open(Target.postgres(), Demand.full(8));
    try (Connection connection = Peer.NONE.open(Target.postgres(), Demand.full(1)).borrow();
        PreparedStatement make =
            connection.prepareStatement(
                "create unlogged table if not exists account (id int primary key, money bigint)");
        PreparedStatement fill =
            connection.prepareStatement(
                "insert into account select n, 0 from generate_series(0, 999) n"
                    + " on conflict do nothing")) {
      make.execute();
      fill.execute();
    }
    for (int i = 0; pool == Peer.PGBOUNCER && i < borrowers; i++) {
      kept.add(open.borrow());
    }
    WarmUp.run(warmUps, () -> work(new Figures()));
  }

  @TearDown
  public void close() throws SQLException {
    for (Connection each : kept) {
      each.close();
    }
    open.close();
  }

  private Connection borrow() throws SQLException {
    Connection own = kept.poll();
    return own == null ? open.borrow() : own;
  }

  private void giveBack(Connection connection) throws SQLException {
    if (pool == Peer.PGBOUNCER) {
      kept.add(connection);
    } else {
      connection.close();
    }
  }

  @Benchmark
  public void work(Figures figures) throws InterruptedException {
    long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
    Load.Step step = work.equals("select") ? this::select : this::transaction;
    Load.run(Thread::new, borrowers, nanos, step, figures);
  }

  private long select() throws SQLException {
    long begin = System.nanoTime();
    Connection connection = borrow();
    try {
      read(connection, "select 1");
    } finally {
      giveBack(connection);
    }
    return System.nanoTime() - begin;
  }

  private long transaction() throws SQLException {
    int account = (int) Thread.currentThread().getId() % 1000;
    long begin = System.nanoTime();
    Connection connection = borrow();
    try {
      connection.setAutoCommit(false);
      try (PreparedStatement update =
          connection.prepareStatement("update account set money = money + 1 where id = ?")) {
        update.setInt(1, account);
        update.executeUpdate();
      }
      read(connection, "select money from account where id = 0");
      connection.commit();
      connection.setAutoCommit(true);
    } finally {
      giveBack(connection);
    }
    return System.nanoTime() - begin;
  }

  private static void read(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet result = statement.executeQuery()) {
      if (!result.next()) {
        throw new SQLException("no row");
      }
    }
  }
}
