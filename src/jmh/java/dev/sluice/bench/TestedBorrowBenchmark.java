package dev.sluice.bench;

import dev.sluice.bench.peers.Demand;
import dev.sluice.bench.peers.OpenPool;
import dev.sluice.bench.peers.Peer;
import dev.sluice.bench.peers.Target;
import java.sql.Connection;
import java.sql.SQLException;
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
 * Borrow and return over a real PostgreSQL, where each borrow makes sure that the connection lives:
 * Sluice by its probe or by a query, its peers by a query.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TestedBorrowBenchmark {
  @Param("SLUICE")
  public Peer pool;

  /** "probe" or "query". */
  @Param("query")
  public String test;

  private OpenPool open;

  @Setup
  public void open() {
    Demand demand = Demand.full(8);
    open = pool.open(Target.postgres(), test.equals("query") ? demand.testingEachBorrow() : demand);
  }

  @TearDown
  public void close() {
    open.close();
  }

  @Benchmark
  public Connection borrow() throws SQLException {
    Connection connection = open.borrow();
    connection.close();
    return connection;
  }
}
