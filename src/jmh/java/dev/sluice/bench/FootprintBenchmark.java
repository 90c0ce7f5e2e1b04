package dev.sluice.bench;

import dev.sluice.bench.peers.Demand;
import dev.sluice.bench.peers.OpenPool;
import dev.sluice.bench.peers.Peer;
import dev.sluice.bench.peers.Target;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What an idle pool of 32 takes, the connections of the driver that does nothing included: the
 * difference that some more of them make, when one was made before and its classes are loaded.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class FootprintBenchmark {
  private static final int POOLS = 8;

  /** What one pool takes. JMH reads the fields. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Taken {
    /** Of the heap. */
    public double bytes;

    /** Platform threads. */
    public double threads;
  }

  @Param("SLUICE")
  public Peer pool;

  @Benchmark
  public void footprint(Taken taken) throws InterruptedException {
    List<OpenPool> open = new ArrayList<>();
    try {
      open.add(used());
      settle();
      long bytes = heap();
      int threads = ManagementFactory.getThreadMXBean().getThreadCount();
      for (int i = 0; i < POOLS; i++) {
        open.add(used());
      }
      settle();
      taken.bytes = (heap() - bytes) / (double) POOLS;
      taken.threads =
          (ManagementFactory.getThreadMXBean().getThreadCount() - threads) / (double) POOLS;
    } finally {
      open.forEach(OpenPool::close);
    }
  }

  private OpenPool used() {
    return pool.open(Target.STUB, Demand.full(32));
  }

  /** Threads that only filled the pool have time to end, and garbage goes. */
  private static void settle() throws InterruptedException {
    TimeUnit.SECONDS.sleep(3);
    for (int i = 0; i < 4; i++) {
      System.gc();
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private static long heap() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
