package dev.sluice.bench;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.util.SampleBuffer;
import org.openjdk.jmh.util.Statistics;

/** Threads that do the same thing again and again for a while, and what each time took. */
final class Load {
  /** What a thread does again and again. */
  interface Step {
    /** Does it once, and tells what is to be noted, in nanoseconds. */
    long run() throws SQLException;
  }

  private final List<Worker> workers = new ArrayList<>();
  private final CountDownLatch ready;
  private final CountDownLatch go = new CountDownLatch(1);
  private volatile boolean over;

  private Load(int threads) {
    ready = new CountDownLatch(threads);
  }

  /**
   * Runs it.
   *
   * @param makes makes the threads
   * @param threads how many
   * @param nanos for how long
   * @param step what each does
   * @param into where the figures go
   */
  static void run(ThreadFactory makes, int threads, long nanos, Step step, Figures into)
      throws InterruptedException {
    new Load(threads).measure(makes, threads, nanos, step, into);
  }

  private void measure(ThreadFactory makes, int threads, long nanos, Step step, Figures into)
      throws InterruptedException {
    List<Thread> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Worker worker = new Worker(step);
      workers.add(worker);
      Thread thread = makes.newThread(worker);
      running.add(thread);
      thread.start();
    }
    ready.await();
    Effort effort = Effort.now();
    long begin = System.nanoTime();
    go.countDown();
    TimeUnit.NANOSECONDS.sleep(nanos);
    // Before the threads end: the system forgets what an ended one did.
    Effort spent = Effort.now().since(effort);
    over = true;
    long within = System.nanoTime() - begin;
    long done = workers.stream().mapToLong(worker -> worker.done).sum();
    into.switches = (double) spent.switches() / done;
    into.cpu = spent.processorNanos() / 1e3 / done;
    for (Thread each : running) {
      each.join();
    }
    SampleBuffer all = new SampleBuffer();
    for (Worker worker : workers) {
      if (worker.failure != null) {
        throw new IllegalStateException("a thread of the load failed", worker.failure);
      }
      all.addAll(worker.samples);
    }
    Statistics waits = all.getStatistics(1e-3);
    into.perSecond = done / (within / 1e9);
    into.p50 = waits.getPercentile(50);
    into.p99 = waits.getPercentile(99);
    into.p999 = waits.getPercentile(99.9);
    into.longest = workers.stream().mapToLong(worker -> worker.longest).max().orElse(0) / 1e3;
  }

  private final class Worker implements Runnable {
    private final Step step;
    private final SampleBuffer samples = new SampleBuffer();
    private volatile long done;
    private long longest;
    private Exception failure;

    Worker(Step step) {
      this.step = step;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // written by this thread only
    public void run() {
      ready.countDown();
      try {
        go.await();
        do {
          long nanos = step.run();
          samples.add(nanos);
          longest = Math.max(longest, nanos);
          done++;
        } while (!over);
      } catch (SQLException | InterruptedException | RuntimeException e) {
        failure = e;
      }
    }
  }
}
