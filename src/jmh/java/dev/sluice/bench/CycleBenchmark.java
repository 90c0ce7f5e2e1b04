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

/** Borrow and return over the driver that does nothing. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CycleBenchmark {
  @Param("SLUICE")
  public Peer pool;

  @Param("32")
  public int size;

  private OpenPool open;

  @Setup
  public void open() {
    open = pool.open(Target.STUB, Demand.full(size));
  }

  @TearDown
  public void close() {
    open.close();
  }

  /** What the caller gets is returned, so that it can't be optimised away. */
  @Benchmark
  public Connection cycle() throws SQLException {
    Connection connection = open.borrow();
    connection.close();
    return connection;
  }
}
