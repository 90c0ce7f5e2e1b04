package dev.sluice;

import dev.sluice.lifecycle.Applications;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Looks, now and then, whether anybody is left who could use a pool: after a deployment that failed
 * some servers tell nobody that the application is gone. Thread-safe.
 */
final class Caretaker implements Runnable {
  private final ThreadFactory threads;
  private final Runnable unused;

  /** Whether it was told that the application was abandoned, which lasts. */
  private final AtomicBoolean told = new AtomicBoolean();

  /** Set once, before the pool is used. */
  private volatile @Nullable PoolRun run;

  /**
   * @param threads makes the thread that tells: a pool's own can't wait for its end
   * @param unused told on that thread
   */
  Caretaker(ThreadFactory threads, Runnable unused) {
    this.threads = threads;
    this.unused = unused;
  }

  void watch(PoolRun watched) {
    run = watched;
  }

  /** On the pool's own thread. */
  @Override
  public void run() {
    PoolRun watched = run;
    boolean lost = watched != null && watched.lostItsUsers();
    if (lost || (Applications.isAbandoned() && told.compareAndSet(false, true))) {
      threads.newThread(unused).start();
    }
  }
}
