package dev.sluice.bench;

import dev.sluice.bench.peers.Demand;
import dev.sluice.bench.peers.OpenPool;
import dev.sluice.bench.peers.Peer;
import dev.sluice.bench.peers.Target;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
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

/** Borrow, prepare, execute, read, close and return, over the driver that does nothing. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class StatementBenchmark {
  @Param("SLUICE")
  public Peer pool;

  private OpenPool open;

  @Setup
  public void open() {
    open = pool.open(Target.STUB, Demand.full(32));
  }

  @TearDown
  public void close() {
    open.close();
  }

  @Benchmark
  public long statement() throws SQLException {
    try (Connection connection = open.borrow();
        PreparedStatement statement = connection.prepareStatement("select ?")) {
      statement.setInt(1, 1);
      try (ResultSet result = statement.executeQuery()) {
        long sum = 0;
        while (result.next()) {
          sum += result.getLong(1);
        }
        return sum;
      }
    }
  }
}
