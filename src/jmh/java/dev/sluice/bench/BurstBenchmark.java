package dev.sluice.bench;

import dev.sluice.bench.peers.Demand;
import dev.sluice.bench.peers.OpenPool;
import dev.sluice.bench.peers.Peer;
import dev.sluice.bench.peers.Target;
import dev.sluice.bench.stub.StubDriver;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
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

/** From cold: as many borrowers as connections at once, until the last of them has one. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class BurstBenchmark {
  @Param("SLUICE")
  public Peer pool;

  @Param("32")
  public int borrowers;

  @Param("5")
  public int connectMillis;

  /** How many connect at once where there is no pool. */
  @Param("32")
  public int width;

  private ExecutorService threads;
  private OpenPool open;

  @Setup
  public void threads() {
    threads = Executors.newFixedThreadPool(pool == Peer.NONE ? width : borrowers);
  }

  @Setup(Level.Invocation)
  public void open() throws Exception {
    StubDriver.connectTakes(0);
    open = pool.open(Target.STUB, new Demand(borrowers, 0, false, false));
    StubDriver.connectTakes(connectMillis);
    // So that no thread has to start in what is measured.
    all(() -> null);
  }

  @TearDown(Level.Invocation)
  public void close() {
    open.close();
  }

  @TearDown
  public void end() {
    threads.shutdownNow();
  }

  @Benchmark
  public void burst() throws Exception {
    List<Future<Connection>> borrowed = all(open::borrow);
    for (Future<Connection> each : borrowed) {
      giveBack(each);
    }
  }

  private static void giveBack(Future<Connection> borrowed)
      throws InterruptedException, ExecutionException, SQLException {
    borrowed.get().close();
  }

  private <T> List<Future<T>> all(Callable<T> task) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(borrowers);
    List<Future<T>> futures = new ArrayList<>();
    for (int i = 0; i < borrowers; i++) {
      futures.add(
          threads.submit(
              () -> {
                try {
                  return task.call();
                } finally {
                  done.countDown();
                }
              }));
    }
    done.await();
    return futures;
  }
}
