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

/** One request's work, a join that is dear to plan, by what is kept from request to request. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PersistenceBenchmark {
  private static final String SQL =
      "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
          + " join pg_attribute a on a.attrelid = c.oid join pg_type t on t.oid = a.atttypid"
          + " join pg_roles r on r.oid = c.relowner where c.relname = ? and a.attnum > 0";

  @Param("SLUICE")
  public Peer pool;

  /** Whether the server keeps the plans of statements that come again. */
  @Param("true")
  public boolean plans;

  @Param("false")
  public boolean tls;

  private OpenPool open;

  @Setup
  public void open() {
    Target target = Target.postgres().with("prepareThreshold", plans ? "5" : "0");
    open = pool.open(tls ? target.with("sslmode", "require") : target, Demand.full(1));
  }

  @TearDown
  public void close() {
    open.close();
  }

  @Benchmark
  public long request() throws SQLException {
    try (Connection connection = open.borrow();
        PreparedStatement statement = connection.prepareStatement(SQL)) {
      statement.setString(1, "pg_class");
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return result.getLong(1);
      }
    }
  }
}
