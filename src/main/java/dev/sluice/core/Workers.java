package dev.sluice.core;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The pool's own threads for what may block, in three groups that never wait for each other: some
 * that open resources; some that test, refresh and close them; and one for each cancel request,
 * which waits for the server behind a network that may be silent. They end when there is nothing to
 * do. Thread-safe.
 */
final class Workers {
  private static final long LINGER_SECONDS = 2;
  private static final int MOST_SERVANTS = 4;

  private final ThreadPoolExecutor connectors;
  private final ThreadPoolExecutor servants;
  private final ThreadPoolExecutor cancellers;

  /** Those that live, and some that have ended. */
  private final Set<Thread> known = ConcurrentHashMap.newKeySet();

  Workers(ThreadFactory threads, Limits limits) {
    ThreadFactory noted = task -> known(threads.newThread(task));
    connectors = executor(noted, limits.maxConnecting());
    servants = executor(noted, Math.min(MOST_SERVANTS, limits.maxSize()));
    cancellers =
        new ThreadPoolExecutor(
            0, limits.maxSize(), LINGER_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), noted);
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
   * @throws OutOfMemoryError if there is no thread to be had
   */
  void connect(Runnable task) {
    connectors.execute(task);
  }

  /**
   * Runs a task that serves an open resource; on this thread, if the workers were stopped or there
   * is no thread to be had.
   */
  void serve(Runnable task) {
    try {
      servants.execute(task);
    } catch (RejectedExecutionException | OutOfMemoryError none) {
      task.run();
    }
  }

  /**
   * Runs a task that sends a cancel request, at once.
   *
   * @return false if there is no thread to be had: the task doesn't run
   */
  boolean cancel(Runnable task) {
    try {
      cancellers.execute(task);
      return true;
    } catch (RejectedExecutionException | OutOfMemoryError none) {
      return false;
    }
  }

  /** Interrupts what is being opened. What is queued still runs, and finds the pool closed. */
  void interruptConnecting() {
    connectors.shutdownNow().forEach(Runnable::run);
  }

  /**
   * Ends the threads, and waits for them. What is queued still runs.
   *
   * @param timeoutNanos how long to wait
   * @return whether all of them have ended
   */
  boolean stop(long timeoutNanos) {
    connectors.shutdown();
    servants.shutdown();
    cancellers.shutdown();
    long deadline = System.nanoTime() + timeoutNanos;
    boolean interrupted = false;
    for (Thread thread : known) {
      interrupted |= !joined(thread, deadline);
    }
    boolean ended = true;
    for (Thread thread : known) {
      if (thread.isAlive()) {
        ended = false;
        thread.interrupt();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return ended;
  }

  /** Waits for a thread's end. Returns false if this thread was interrupted meanwhile. */
  private static boolean joined(Thread thread, long deadline) {
    boolean undisturbed = true;
    while (thread.isAlive() && deadline - System.nanoTime() > 0) {
      try {
        TimeUnit.NANOSECONDS.timedJoin(thread, deadline - System.nanoTime());
      } catch (InterruptedException e) {
        // What an early end would leave behind is worse than the wait, which is bounded.
        undisturbed = false;
      }
    }
    return undisturbed;
  }
}
