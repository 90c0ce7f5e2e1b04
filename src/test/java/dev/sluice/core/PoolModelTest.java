package dev.sluice.core;

import dev.sluice.core.TestPolicy.Thing;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Test;

/**
 * Model checking of borrow and return: schedules are explored one switch after the other, and a
 * waiter that is never woken is found as a deadlock, since no timer of these tests ever fires.
 */
class PoolModelTest {
  private static final int INVOCATIONS = 60;
  private static final long EVER = Long.MAX_VALUE / 8;

  /** A clock without timers that goes on by some nanoseconds whenever it is read. */
  private static final class CountingTicker implements Ticker {
    private final AtomicLong now = new AtomicLong();
    private final long step;

    CountingTicker(long step) {
      this.step = step;
    }

    @Override
    public long nanoTime() {
      return now.addAndGet(step);
    }

    @Override
    public void parkUntil(Object blocker, long deadlineNanos) {
      if (deadlineNanos - now.get() > 0) {
        LockSupport.park(blocker);
      }
    }
  }

  /** A pool that has opened its resources, and that has no threads: what asks for one gets none. */
  private static Pool<Thing> opened(int size, long tick) {
    Ticker ticker = new CountingTicker(tick);
    Pool<Thing> pool =
        new Pool<>(
            Limits.ofSize(0, size),
            new TestPolicy(),
            new PoolListener<>() {},
            ticker,
            task -> null);
    pool.maintenance.stop(0);
    for (int i = 0; i < size; i++) {
      Waiter<Thing> asking = new Waiter<>(Thread.currentThread(), 0);
      pool.queue.join(asking, 0);
      pool.capacity.pump();
      pool.queue.leave(asking);
    }
    for (Slot<Thing> slot : pool.slots) {
      slot.fill(new Thing(slot.index), 0, 0, EVER);
      pool.idle.set(slot.index);
    }
    return pool;
  }

  private static void useOnce(Pool<Thing> pool, long timeout) {
    Slot<Thing> slot;
    try {
      slot = pool.borrow(timeout);
    } catch (BorrowException e) {
      check(e.reason() == BorrowException.Reason.TIMEOUT, "a borrow ended for another reason");
      return;
    }
    Thing thing = slot.resource();
    check(thing.users.incrementAndGet() == 1, "two borrowers have the same thing");
    thing.users.decrementAndGet();
    pool.release(slot);
  }

  /** Lincheck looks into every call, which an assertion library does not like. */
  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  private static void explore(int size, long tick, long... timeouts) {
    Lincheck.runConcurrentTest(
        INVOCATIONS,
        () -> {
          Pool<Thing> pool = opened(size, tick);
          Thread[] threads = new Thread[timeouts.length];
          for (int i = 0; i < threads.length; i++) {
            long timeout = timeouts[i];
            threads[i] = new Thread(() -> useOnce(pool, timeout));
            threads[i].start();
          }
          for (Thread thread : threads) {
            try {
              thread.join();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          }
          check(pool.idle.count() == size, "a thing was lost");
          check(pool.queue.size() == 0, "somebody still waits");
          check(pool.queue.undisturbed(), "the mode did not go back");
        });
  }

  @Test
  void threeBorrowersOverOneResourceAreAllServed() {
    explore(1, 0, EVER, EVER, EVER);
  }

  @Test
  void threeBorrowersAreAllServedInOrderPastTheBound() {
    explore(1, Pool.OVERTAKING_BOUND_NANOS / 2, EVER, EVER, EVER);
  }

  @Test
  void threeBorrowersAreAllServedInTheOrderedModeFromTheStart() {
    explore(1, Pool.OVERTAKING_BOUND_NANOS, EVER, EVER, EVER);
  }

  @Test
  void aBorrowerThatGivesUpLeavesTheOthersServed() {
    explore(1, Pool.OVERTAKING_BOUND_NANOS / 4, EVER, 1, EVER);
  }

  @Test
  void threeBorrowersOverTwoResourcesAreAllServed() {
    explore(2, Pool.OVERTAKING_BOUND_NANOS / 2, EVER, EVER, EVER);
  }
}
