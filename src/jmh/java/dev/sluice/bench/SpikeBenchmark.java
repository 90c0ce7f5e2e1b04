package dev.sluice.bench;

import dev.sluice.bench.peers.Demand;
import dev.sluice.bench.peers.OpenPool;
import dev.sluice.bench.peers.Peer;
import dev.sluice.bench.peers.Target;
import dev.sluice.bench.stub.StubDriver;
import java.sql.Connection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * HikariCP's published scenario: five connections stand idle, a new one takes 150 ms, and fifty
 * tasks that need one for 2 ms come at once.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class SpikeBenchmark {
  private static final int TASKS = 50;
  private static final int IDLE = 5;
  private static final int TASK_MILLIS = 2;
  private static final int CONNECT_MILLIS = 150;

  /** What the pool did. JMH reads the field. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Size {
    /** How many connections the pool had once nothing more was being opened. */
    public int finalSize;
  }

  @Param("SLUICE")
  public Peer pool;

  private ExecutorService threads;
  private OpenPool open;
  private int connectsBefore;

  @Setup(Level.Invocation)
  public void open() throws InterruptedException {
    threads = Executors.newFixedThreadPool(TASKS);
    CountDownLatch started = new CountDownLatch(TASKS);
    for (int i = 0; i < TASKS; i++) {
      threads.execute(started::countDown);
    }
    started.await();
    // From the beginning: a pool may have learned what a connect takes.
    StubDriver.connectTakes(CONNECT_MILLIS);
    connectsBefore = StubDriver.connects();
    open = pool.open(Target.STUB, new Demand(TASKS, IDLE, false, false));
  }

  @TearDown(Level.Invocation)
  public void close(Size size) throws InterruptedException {
    // What was asked for during the spike may still be under way.
    TimeUnit.MILLISECONDS.sleep(3 * CONNECT_MILLIS);
    size.finalSize = StubDriver.connects() - connectsBefore;
    open.close();
    threads.shutdownNow();
  }

  @Benchmark
  public void spike() throws Exception {
    CountDownLatch done = new CountDownLatch(TASKS);
    Future<?>[] tasks = new Future<?>[TASKS];
    for (int i = 0; i < TASKS; i++) {
      tasks[i] = threads.submit(() -> task(done));
    }
    done.await();
    for (Future<?> each : tasks) {
      each.get();
    }
  }

  private Void task(CountDownLatch done) throws Exception {
    try (Connection connection = open.borrow()) {
      TimeUnit.MILLISECONDS.sleep(TASK_MILLIS);
    } finally {
      done.countDown();
    }
    return null;
  }
}
