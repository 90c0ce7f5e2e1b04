package dev.sluice.bench;

import dev.sluice.bench.peers.Demand;
import dev.sluice.bench.peers.OpenPool;
import dev.sluice.bench.peers.Peer;
import dev.sluice.bench.peers.Target;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** More threads than connections, over the driver that does nothing: how long a borrow takes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class WaitingBenchmark {
  @Param("SLUICE")
  public Peer pool;

  @Param("4")
  public int size;

  @Param("32")
  public int borrowers;

  /** For how long a connection is held. */
  @Param("0")
  public int workMicros;

  @Param("false")
  public boolean virtual;

  @Param("1000")
  public int millis;

  private OpenPool open;

  /** Of each measurement anew, in nanoseconds. */
  private final LongAccumulator longestHold = new LongAccumulator(Math::max, 0);

  /** JMH reads the field. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Holds {
    /**
     * For how long a connection was held at most, in microseconds. What it is longer than the work
     * the machine was late, whatever pool it is.
     */
    public double hold;
  }

  @Setup
  public void open() {
    Demand demand = Demand.full(size);
    open = pool.open(Target.STUB, virtual ? demand.forVirtualThreads() : demand);
  }

  @TearDown
  public void close() {
    open.close();
  }

  @Benchmark
  public void waiting(Figures figures, Holds holds) throws Throwable {
    ThreadFactory threads = virtual ? virtualThreads() : Thread::new;
    Load.run(threads, borrowers, TimeUnit.MILLISECONDS.toNanos(millis), this::borrow, figures);
    holds.hold = longestHold.getThenReset() / 1e3;
  }

  private long borrow() throws SQLException {
    long begin = System.nanoTime();
    try (Connection connection = open.borrow()) {
      long borrowed = System.nanoTime();
      if (workMicros > 0) {
        long work = TimeUnit.MICROSECONDS.toNanos(workMicros);
        long held = 0;
        while (held < work) {
          LockSupport.parkNanos(connection, work - held);
          held = System.nanoTime() - borrowed;
        }
        longestHold.accumulate(held);
      }
      return borrowed - begin;
    }
  }

  /** Compiled for an older JDK than the one that has them. */
  private static ThreadFactory virtualThreads() throws Throwable {
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    Class<?> builder = Class.forName("java.lang.Thread$Builder$OfVirtual");
    Object made =
        lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(builder)).invoke();
    return (ThreadFactory)
        lookup
            .findVirtual(builder, "factory", MethodType.methodType(ThreadFactory.class))
            .invoke(made);
  }
}
