package dev.sluice.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Opens resources on the pool's threads, as many as are wanted and allowed, and leaves a server
 * alone for a while that refuses. Thread-safe.
 *
 * @param <R> the resource
 */
final class Openings<R> {
  /** A borrower's patience is this part of what opening a resource takes. */
  private static final int PATIENCE = 4;

  private static final long LONGEST_PATIENCE_NANOS = 50_000_000;

  /** The latest opening is this part of the estimate. */
  private static final int SMOOTHING = 4;

  /** A lifetime is capped here, so that adding it to the clock can't overflow. */
  private static final long FOREVER_NANOS = Long.MAX_VALUE / 4;

  /** The part of its lifetime by which a resource may retire early, so that not all do at once. */
  private static final int JITTER_DIVISOR = 10;

  private final Limits limits;
  private final ResourcePolicy<R> policy;
  private final Slots<R> slots;
  private final WaitQueue<R> queue;
  private final ReentrantLock lock;
  private final Permits<R> permits;
  private final Replacing<R> replacing;
  private final Lending<R> lending;
  private final Disposal<R> disposal;
  private final Workers workers;
  private final Suspicion suspicion;
  private final Announcer<R> announcer;
  private final Ticker ticker;
  private final Runnable attemptEnded;

  /** Guarded by the lock. */
  private final RandomGenerator random;

  /** Guarded by the lock. */
  private final Backoff backoff;

  /** About how long opening takes. Written under the lock. */
  private volatile long openNanos;

  /** Guarded by the lock. */
  private long opened;

  /** Guarded by the lock. */
  private long failures;

  /** What is shared with the rest of the pool. */
  record Parts<R>(
      Limits limits,
      ResourcePolicy<R> policy,
      Slots<R> slots,
      WaitQueue<R> queue,
      Permits<R> permits,
      Replacing<R> replacing,
      Lending<R> lending,
      Disposal<R> disposal,
      Workers workers,
      Suspicion suspicion,
      Announcer<R> announcer,
      Ticker ticker) {}

  /**
   * @param attemptEnded called without the lock when an attempt has failed
   */
  Openings(Parts<R> parts, RandomGenerator random, Runnable attemptEnded) {
    this.limits = parts.limits();
    this.policy = parts.policy();
    this.slots = parts.slots();
    this.queue = parts.queue();
    this.lock = queue.lock;
    this.permits = parts.permits();
    this.replacing = parts.replacing();
    this.lending = parts.lending();
    this.disposal = parts.disposal();
    this.workers = parts.workers();
    this.suspicion = parts.suspicion();
    this.announcer = parts.announcer();
    this.ticker = parts.ticker();
    this.random = random;
    this.backoff = new Backoff(random);
    this.attemptEnded = attemptEnded;
  }

  /**
   * How long a borrower waits for a resource to come back before it has another one opened: a part
   * of what opening takes. So a spike that is over before a resource could be opened opens none.
   * Nothing, while there is no resource that could come back.
   */
  long patienceNanos() {
    return permits.anyOpen() ? Math.min(openNanos / PATIENCE, LONGEST_PATIENCE_NANOS) : 0;
  }

  @Nullable Throwable lastFailure() {
    lock.lock();
    try {
      return backoff.lastFailure();
    } finally {
      lock.unlock();
    }
  }

  /** How many were opened so far. Under the lock. */
  long opened() {
    assert lock.isHeldByCurrentThread();
    return opened;
  }

  /** How many attempts failed so far. Under the lock. */
  long failures() {
    assert lock.isHeldByCurrentThread();
    return failures;
  }

  /** The moment of the next attempt if the server is being left alone, otherwise {@code other}. */
  long nextAttemptOr(long other) {
    int unserved = unserved();
    lock.lock();
    try {
      return backoff.active()
              && permits.connecting() == 0
              && permits.wanted(unserved) > 0
              && backoff.nextAttemptAt() - other < 0
          ? backoff.nextAttemptAt()
          : other;
    } finally {
      lock.unlock();
    }
  }

  /** How many wait for whom nothing is idle. Looked at slot by slot, so never under the lock. */
  private int unserved() {
    int waiting = queue.size();
    return waiting == 0 ? 0 : waiting - slots.words.countIdle();
  }

  /** Opens as many resources as are wanted and allowed. */
  void pump() {
    while (permits.anyFree() && !queue.closed()) {
      Slot<R> slot = takePermit(unserved());
      if (slot == null) {
        return;
      }
      try {
        workers.connect(() -> open(slot));
      } catch (RejectedExecutionException | OutOfMemoryError e) {
        failed(slot, e);
        return;
      }
    }
  }

  private @Nullable Slot<R> takePermit(int unserved) {
    lock.lock();
    try {
      if (queue.closed() || permits.connecting() >= permits.wanted(unserved)) {
        return null;
      }
      boolean allowed =
          backoff.active()
              ? permits.connecting() == 0 && ticker.nanoTime() - backoff.nextAttemptAt() >= 0
              : permits.connecting() < limits.maxConnecting();
      Slot<R> slot = allowed ? permits.take() : null;
      if (slot != null) {
        slots.words.beginConnecting(slot.index);
      }
      return slot;
    } finally {
      lock.unlock();
    }
  }

  private void open(Slot<R> slot) {
    if (queue.closed()) {
      failed(slot, new IllegalStateException("the pool is closed"));
      return;
    }
    int suspicionBefore = suspicion.now();
    long begun = ticker.nanoTime();
    R resource;
    try {
      resource = policy.open();
    } catch (Throwable e) {
      // Whatever it was: the permit must not be lost with it.
      failed(slot, e);
      return;
    }
    long now = ticker.nanoTime();
    int failedBefore;
    Slot<R> old;
    lock.lock();
    try {
      permits.opened();
      long took = now - begun;
      openNanos = opened == 0 ? took : openNanos + (took - openNanos) / SMOOTHING;
      opened++;
      failedBefore = backoff.succeeded();
      slot.fill(resource, suspicionBefore, now, expiry(now));
      old = replacing.opened();
    } finally {
      lock.unlock();
    }
    if (failedBefore > 0) {
      announcer.tell(listener -> listener.recovered(failedBefore));
    }
    announcer.tell(listener -> listener.opened(resource, now - begun));
    lending.publish(slot);
    lock.lock();
    try {
      permits.arrived();
    } finally {
      lock.unlock();
    }
    if (old != null) {
      retire(old, now);
    }
    pump();
  }

  /** When a resource that is opened now retires: its lifetime less a part by chance. */
  private long expiry(long now) {
    long lifetime = Math.min(limits.maxLifetime().toNanos(), FOREVER_NANOS);
    if (lifetime == 0) {
      return now + FOREVER_NANOS;
    }
    return now + lifetime - random.nextLong(lifetime / JITTER_DIVISOR + 1);
  }

  /** A resource that was too old has its successor. */
  private void retire(Slot<R> old, long now) {
    if (slots.words.take(old.index, SlotWords.MAINTENANCE)) {
      if (now - old.expiresAt >= 0) {
        disposal.dispose(old, Retirement.LIFETIME, null);
      } else {
        // Closed and filled again meanwhile: what is in it now is young.
        lending.publish(old);
      }
    } else {
      slots.words.noteRetire(old.index);
    }
  }

  private void failed(Slot<R> slot, Throwable cause) {
    long wait;
    int attempts;
    boolean hopeless;
    lock.lock();
    try {
      slot.clear();
      slots.words.emptied(slot.index);
      permits.failed(slot);
      replacing.failed();
      failures++;
      wait = backoff.failed(cause, ticker.nanoTime());
      attempts = backoff.failures();
      hopeless = isPermanent(cause) && permits.allFree();
    } finally {
      lock.unlock();
    }
    if (!queue.closed()) {
      // A drain cuts short what is being opened, which is no failure to tell of.
      announcer.tell(listener -> listener.openFailed(cause, attempts, wait));
    }
    if (hopeless) {
      // No resource is open that could come back, and waiting does not mend a wrong password.
      queue.refuse(thread -> true, BorrowException.Reason.REFUSED, cause);
    }
    attemptEnded.run();
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
