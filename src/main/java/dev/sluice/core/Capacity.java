package dev.sluice.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The permits: how many resources there may be, who may open one, and when. An empty slot is a
 * permit; whoever takes it opens a resource in it or puts it back.
 */
final class Capacity<R> {
  /** A borrower's patience is this part of what opening a resource takes. */
  private static final int PATIENCE = 4;

  private static final long LONGEST_PATIENCE_NANOS = 50_000_000;

  /** The latest opening is this part of the estimate. */
  private static final int SMOOTHING = 4;

  private final Pool<R> pool;
  private final ReentrantLock lock;

  /** Guarded by the lock. */
  private final RandomGenerator random;

  /** The permits. Guarded by the lock. */
  private final Deque<Slot<R>> empty;

  /** Slots whose resource is too old and that stay in use until another is open. By the lock. */
  private final Deque<Slot<R>> superseded = new ArrayDeque<>();

  private final Backoff backoff;

  /** Guarded by the lock; read without it where only a hint is needed. */
  private volatile int connecting;

  /** Guarded by the lock; read without it where only a hint is needed. */
  private volatile int permits;

  /** About how long opening takes. Written under the lock. */
  private volatile long openNanos;

  /** Resources that are open, and neither idle nor handed over yet. Guarded by the lock. */
  private int arriving;

  /** Resources to be opened in place of others. Guarded by the lock. */
  private int owed;

  /** Guarded by the lock. */
  private long opened;

  /** Guarded by the lock. */
  private long closed;

  /** Guarded by the lock. */
  private long failures;

  Capacity(Pool<R> pool, RandomGenerator random) {
    this.pool = pool;
    this.lock = pool.queue.lock;
    this.random = random;
    this.backoff = new Backoff(random);
    this.empty = new ArrayDeque<>(Arrays.asList(pool.slots));
    this.permits = empty.size();
  }

  /** Whether resources are being opened or could be. A hint. */
  boolean hasRoom() {
    return permits > 0 || connecting > 0;
  }

  /** Whether no resource is open, being opened or being closed. */
  boolean isEmpty() {
    return permits == pool.slots.length;
  }

  /**
   * How long a borrower waits for a resource to come back before it has another one opened: a part
   * of what opening takes. So a spike that is over before a resource could be opened opens none.
   * Nothing, while there is no resource that could come back.
   */
  long patienceNanos() {
    return permits + connecting < pool.slots.length
        ? Math.min(openNanos / PATIENCE, LONGEST_PATIENCE_NANOS)
        : 0;
  }

  int connecting() {
    return connecting;
  }

  @Nullable Throwable lastFailure() {
    lock.lock();
    try {
      return backoff.lastFailure();
    } finally {
      lock.unlock();
    }
  }

  /** The moment of the next attempt if the server is being left alone, otherwise {@code other}. */
  long nextAttemptOr(long other) {
    lock.lock();
    try {
      return backoff.active()
              && connecting == 0
              && wanted() > 0
              && backoff.nextAttemptAt() - other < 0
          ? backoff.nextAttemptAt()
          : other;
    } finally {
      lock.unlock();
    }
  }

  /** Opens as many resources as are wanted and allowed, on the pool's threads. */
  void pump() {
    while (true) {
      Slot<R> slot = takePermit();
      if (slot == null) {
        return;
      }
      try {
        pool.workers.connect(() -> open(slot));
      } catch (RejectedExecutionException | OutOfMemoryError e) {
        failed(slot, e);
        return;
      }
    }
  }

  private @Nullable Slot<R> takePermit() {
    lock.lock();
    try {
      if (pool.queue.closed() || empty.isEmpty() || connecting >= wanted()) {
        return null;
      }
      boolean allowed =
          backoff.active()
              ? connecting == 0 && pool.ticker.nanoTime() - backoff.nextAttemptAt() >= 0
              : connecting < pool.limits.maxConnecting();
      if (!allowed) {
        return null;
      }
      Slot<R> slot = empty.pop();
      permits = empty.size();
      connecting(1);
      if (owed > 0) {
        owed--;
      }
      slot.phase = Slot.Phase.CONNECTING;
      return slot;
    } finally {
      lock.unlock();
    }
  }

  /** How many resources should be being opened now. Under the lock. */
  private int wanted() {
    int live = pool.slots.length - empty.size() - connecting;
    int forWaiters = pool.queue.size() - pool.loans.countIdle() - arriving;
    int forMinimum = pool.limits.minSize() - live;
    return Math.max(0, Math.max(forWaiters, forMinimum)) + owed;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock only
  private void connecting(int more) {
    connecting += more;
  }

  private void open(Slot<R> slot) {
    int suspicion = pool.suspicion();
    long begun = pool.ticker.nanoTime();
    R resource;
    try {
      resource = pool.policy.open();
    } catch (Throwable e) {
      // Whatever it was: the permit must not be lost with it.
      failed(slot, e);
      return;
    }
    long now = pool.ticker.nanoTime();
    int failedBefore;
    Slot<R> old;
    lock.lock();
    try {
      connecting(-1);
      arriving++;
      long took = now - begun;
      openNanos = opened == 0 ? took : openNanos + (took - openNanos) / SMOOTHING;
      opened++;
      failedBefore = backoff.succeeded();
      slot.fill(resource, suspicion, now, pool.expiry(now, random));
      old = superseded.poll();
    } finally {
      lock.unlock();
    }
    if (failedBefore > 0) {
      pool.tell(listener -> listener.recovered(failedBefore));
    }
    pool.tell(listener -> listener.opened(resource, now - begun));
    pool.publish(slot);
    lock.lock();
    try {
      arriving--;
    } finally {
      lock.unlock();
    }
    if (old != null) {
      pool.maintenance.retire(old);
    }
    pump();
  }

  private void failed(Slot<R> slot, Throwable cause) {
    long wait;
    int attempts;
    boolean hopeless;
    lock.lock();
    try {
      connecting(-1);
      slot.clear();
      empty.push(slot);
      permits = empty.size();
      failures++;
      for (Slot<R> old : superseded) {
        old.successionRequested = false;
      }
      superseded.clear();
      owed = 0;
      wait = backoff.failed(cause, pool.ticker.nanoTime());
      attempts = backoff.failures();
      hopeless = isPermanent(cause) && empty.size() == pool.slots.length;
    } finally {
      lock.unlock();
    }
    if (!pool.queue.closed()) {
      // A drain cuts short what is being opened, which is no failure to tell of.
      pool.tell(listener -> listener.openFailed(cause, attempts, wait));
    }
    if (hopeless) {
      // No resource is open that could come back, and waiting does not mend a wrong password.
      pool.queue.refuse(thread -> true, BorrowException.Reason.REFUSED, cause);
    }
    pool.maintenance.wake();
    pool.changed();
  }

  /**
   * Closes what is in a slot, on a thread of the pool, and gives the permit back after that.
   *
   * @param slot a slot that the caller owns
   * @param cause what broke it, or null
   * @param replace whether another resource is to be opened instead
   */
  void dispose(Slot<R> slot, Retirement why, @Nullable Throwable cause, boolean replace) {
    slot.phase = Slot.Phase.CLOSING;
    R resource = slot.resource();
    pool.workers.serve(
        () -> {
          try {
            pool.policy.close(resource, why.broken());
          } catch (RuntimeException | Error e) {
            pool.tell(listener -> listener.closed(resource, why, e));
          }
          lock.lock();
          try {
            slot.clear();
            superseded.remove(slot);
            empty.push(slot);
            permits = empty.size();
            closed++;
            if (replace) {
              owed++;
            }
          } finally {
            lock.unlock();
          }
          pool.tell(listener -> listener.closed(resource, why, cause));
          pump();
          pool.changed();
        });
  }

  /**
   * Asks for a resource in place of an old one, which stays in use until then.
   *
   * @return false if there is no room for both
   */
  boolean succeed(Slot<R> old) {
    lock.lock();
    try {
      if (empty.isEmpty()) {
        return false;
      }
      superseded.add(old);
      owed++;
    } finally {
      lock.unlock();
    }
    pump();
    return true;
  }

  /** How many resources are open, those being closed included. */
  int live() {
    lock.lock();
    try {
      return pool.slots.length - empty.size() - connecting;
    } finally {
      lock.unlock();
    }
  }

  PoolSnapshot snapshot(long borrowFailures) {
    int idle = 0;
    int lent = 0;
    int maintained = 0;
    long borrows = 0;
    for (Slot<R> slot : pool.slots) {
      borrows += slot.uses();
      switch (slot.phase) {
        case LIVE -> {
          if (pool.loans.isIdle(slot.index)) {
            idle++;
          } else {
            lent++;
          }
        }
        case MAINTENANCE, CLOSING -> maintained++;
        default -> {}
      }
    }
    lock.lock();
    try {
      return new PoolSnapshot(
          pool.slots.length,
          idle,
          lent,
          maintained,
          connecting,
          pool.queue.size(),
          borrows + lent,
          opened,
          closed,
          failures,
          borrowFailures,
          backoff.lastFailure());
    } finally {
      lock.unlock();
    }
  }

  private static boolean isPermanent(Throwable failure) {
    List<Throwable> seen = new ArrayList<>();
    Throwable cause = failure;
    while (cause != null && !seen.contains(cause)) {
      if (cause instanceof ResourcePolicy.OpenFailure told && told.permanent()) {
        return true;
      }
      seen.add(cause);
      cause = cause.getCause();
    }
    return false;
  }
}
