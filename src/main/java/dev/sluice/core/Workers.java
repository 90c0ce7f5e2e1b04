package dev.sluice.core;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The pool's own threads for what may block: some that open resources, some that test, refresh,
 * cancel and close them, so that neither waits for the other. They end when there is nothing to do.
 * Thread-safe.
 */
final class Workers {
  private static final long LINGER_SECONDS = 2;
  private static final int MOST_SERVANTS = 4;

  private final ThreadPoolExecutor connectors;
  private final ThreadPoolExecutor servants;

  /** Those that live, and some that have ended. */
  private final Set<Thread> known = ConcurrentHashMap.newKeySet();

  Workers(ThreadFactory threads, Limits limits) {
    connectors = executor(task -> known(threads.newThread(task)), limits.maxConnecting());
    servants =
        executor(task -> known(threads.newThread(task)), Math.min(MOST_SERVANTS, limits.maxSize()));
  }

  private Thread known(Thread created) {
    known.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
    known.add(created);
    return created;
  }

  private static ThreadPoolExecutor executor(ThreadFactory threads, int most) {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            most, most, LINGER_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  /**
   * Runs a task that opens a resource.
   *
   * @throws RejectedExecutionException after {@link #stop}
   */
  void connect(Runnable task) {
    connectors.execute(task);
  }

  /** Runs a task that serves an open resource; on this thread, if the workers were stopped. */
  void serve(Runnable task) {
    try {
      servants.execute(task);
    } catch (RejectedExecutionException stopped) {
      task.run();
    }
  }

  /** Interrupts what is being opened. */
  void interruptConnecting() {
    connectors.shutdownNow();
  }

  /**
   * Ends the threads, and waits for them.
   *
   * @param timeoutNanos how long to wait
   * @return whether all of them have ended
   */
  boolean stop(long timeoutNanos) {
    connectors.shutdown();
    servants.shutdown();
    long deadline = System.nanoTime() + timeoutNanos;
    boolean interrupted = false;
    for (ThreadPoolExecutor executor : new ThreadPoolExecutor[] {connectors, servants}) {
      try {
        long left = Math.max(0, deadline - System.nanoTime());
        executor.awaitTermination(left, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      if (!executor.isTerminated()) {
        executor.shutdownNow();
      }
    }
    // An executor has terminated when its threads are about to end.
    boolean ended = true;
    for (Thread thread : known) {
      interrupted |= !joined(thread, deadline);
      ended &= !thread.isAlive();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return ended;
  }

  /** Waits for a thread's end. Returns false if this thread was interrupted meanwhile. */
  private static boolean joined(Thread thread, long deadline) {
    try {
      TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(0, deadline - System.nanoTime()));
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }
}
