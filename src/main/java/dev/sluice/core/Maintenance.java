package dev.sluice.core;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The pool's one thread that lasts. It looks at each slot now and then: trims what was idle for
 * long, has old resources replaced, has idle ones tested, notices long loans, keeps the minimum
 * open, and retries after failures. It never blocks on a resource itself.
 *
 * <p>Borrowers leave no time stamps. That a slot is at rest shows in its count of uses, which has
 * not changed since the last look; so an idle time is known to within one period, on the long side.
 */
final class Maintenance<R> implements Runnable {
  private static final int LOOKS_PER_INTERVAL = 10;
  private static final Duration SHORTEST_PERIOD = Duration.ofMillis(20);
  private static final Duration LONGEST_PERIOD = Duration.ofSeconds(5);

  private final Pool<R> pool;
  private final ThreadFactory threads;
  private final long periodNanos;
  private final long idleNanos;
  private final long keepaliveNanos;
  private final long leakNanos;

  /** Written once, under this object's monitor. */
  private volatile @Nullable Thread thread;

  private volatile boolean stopped;

  /** How many resources are open beyond the minimum. The maintenance thread's own. */
  private int surplus;

  Maintenance(Pool<R> pool, ThreadFactory threads) {
    this.pool = pool;
    this.threads = threads;
    Limits limits = pool.limits;
    this.idleNanos = limits.idleTimeout().toNanos();
    this.keepaliveNanos = limits.keepaliveInterval().toNanos();
    this.leakNanos = limits.leakTimeout().toNanos();
    long period = LONGEST_PERIOD.toNanos();
    for (long interval :
        new long[] {idleNanos, keepaliveNanos, leakNanos, limits.maxLifetime().toNanos()}) {
      if (interval > 0) {
        period = Math.min(period, interval / LOOKS_PER_INTERVAL);
      }
    }
    this.periodNanos = Math.max(period, SHORTEST_PERIOD.toNanos());
  }

  /** Begins, at the first call. */
  void start() {
    if (thread == null) {
      startOnce();
    }
  }

  private synchronized void startOnce() {
    if (thread == null && !stopped) {
      Thread created = threads.newThread(this);
      thread = created;
      created.start();
    }
  }

  /** Looks now rather than at the next period. */
  void wake() {
    LockSupport.unpark(thread);
  }

  /**
   * Ends the thread, and waits for that.
   *
   * @return whether it has ended
   */
  boolean stop(long timeoutNanos) {
    Thread running;
    synchronized (this) {
      stopped = true;
      running = thread;
    }
    if (running == null) {
      return true;
    }
    LockSupport.unpark(running);
    try {
      TimeUnit.NANOSECONDS.timedJoin(running, timeoutNanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !running.isAlive();
  }

  @Override
  public void run() {
    while (!stopped) {
      look();
      if (!stopped) {
        long next = pool.ticker.nanoTime() + periodNanos;
        pool.ticker.parkUntil(this, pool.capacity.nextAttemptOr(next));
        // Nobody interrupts this thread but by mistake; a set flag would make it spin.
        Thread.interrupted();
      }
    }
  }

  private void look() {
    pool.loans.calm();
    pool.capacity.pump();
    int open = 0;
    for (Slot<R> slot : pool.slots) {
      if (slot.phase == Slot.Phase.LIVE || slot.phase == Slot.Phase.MAINTENANCE) {
        open++;
      }
    }
    surplus = open - pool.limits.minSize();
    long now = pool.ticker.nanoTime();
    for (Slot<R> slot : pool.slots) {
      if (slot.phase == Slot.Phase.LIVE) {
        if (pool.loans.isIdle(slot.index)) {
          lookAtIdle(slot, now);
        } else {
          lookAtLent(slot, now);
        }
      }
    }
  }

  private void lookAtIdle(Slot<R> slot, long now) {
    boolean used = slot.seenUses != slot.uses() || slot.seenLent;
    slot.seenLent = false;
    if (used) {
      slot.seenUses = slot.uses();
      slot.quietSince = now;
    }
    if (slot.condemned) {
      close(slot, Retirement.LIFETIME, false);
    } else if (now - slot.expiresAt >= 0) {
      boolean needed = used || surplus <= 0;
      if (!needed) {
        close(slot, Retirement.LIFETIME, false);
      } else if (!slot.successionRequested && !succeed(slot)) {
        close(slot, Retirement.LIFETIME, true);
      }
    } else if (idleNanos > 0 && surplus > 0 && now - slot.quietSince >= idleNanos) {
      close(slot, Retirement.IDLE, false);
    } else if (keepaliveNanos > 0
        && now - slot.quietSince >= keepaliveNanos
        && now - slot.testedAt >= keepaliveNanos
        && pool.loans.take(slot.index)) {
      slot.phase = Slot.Phase.MAINTENANCE;
      pool.workers.serve(
          () -> examined(slot, pool.test(slot, pool.limits.testTimeout().toNanos())));
    }
  }

  private void lookAtLent(Slot<R> slot, long now) {
    if (!slot.seenLent || slot.seenUses != slot.uses()) {
      slot.seenLent = true;
      slot.seenUses = slot.uses();
      slot.lentSince = now;
    }
    if (now - slot.expiresAt >= 0 && !slot.condemned && !slot.successionRequested) {
      slot.condemned = !succeed(slot);
    }
    if (leakNanos > 0
        && now - slot.lentSince >= leakNanos
        && slot.leakReportedAtUse != slot.seenUses) {
      slot.leakReportedAtUse = slot.seenUses;
      leaked(slot, now - slot.lentSince);
    }
  }

  private void leaked(Slot<R> slot, long lentNanos) {
    Holder holder = slot.holder();
    R resource = slot.resourceOrNull();
    if (holder == null || resource == null) {
      return;
    }
    boolean reclaim = pool.limits.reclaimLeaks();
    pool.tell(listener -> listener.leaked(resource, holder, lentNanos, reclaim));
    if (reclaim) {
      pool.workers.serve(
          () -> {
            // First, or what it runs would go on behind the cut.
            pool.policy.cancel(resource);
            pool.eviction.cutOff(slot, holder, "it was lent for longer than leakTimeout");
          });
    }
  }

  private boolean succeed(Slot<R> old) {
    old.successionRequested = pool.capacity.succeed(old);
    return old.successionRequested;
  }

  private void close(Slot<R> slot, Retirement why, boolean replace) {
    if (pool.loans.take(slot.index)) {
      surplus--;
      pool.capacity.dispose(slot, why, null, replace);
    }
  }

  /** A resource that was too old has its successor. On a thread of the pool. */
  void retire(Slot<R> old) {
    if (!pool.loans.take(old.index)) {
      old.condemned = true;
    } else if (old.successionRequested) {
      pool.capacity.dispose(old, Retirement.LIFETIME, null, false);
    } else {
      // Closed and filled again meanwhile: what is in it now is young.
      pool.publish(old);
    }
  }

  /** A test or a refreshing has ended. On a thread of the pool, which owns the slot. */
  void examined(Slot<R> slot, boolean fit) {
    if (fit) {
      slot.testedAt = pool.ticker.nanoTime();
      slot.phase = Slot.Phase.LIVE;
      pool.publish(slot);
    } else {
      pool.capacity.dispose(slot, Retirement.DEAD_IN_BACKGROUND, null, false);
    }
  }
}
