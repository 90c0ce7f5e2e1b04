package dev.sluice.core;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The borrowers that wait, in the order in which they came, and the pool's mode.
 *
 * <p>In the usual mode a returned slot becomes idle and the oldest waiter is woken to fetch it; a
 * running thread may be quicker. At most one waiter is being woken at a time: a waiter that got its
 * slot passes the signal on. Once the oldest waiter has waited for its bound, whoever returns a
 * slot hands it over, nobody overtakes, and as a rule the mode becomes ordered: a returned slot is
 * handed to the oldest waiter, and whoever comes joins the end. So it is until all those have been
 * served who waited when that mode began. The idea is that of the normal and the starvation mode of
 * Go's {@code sync.Mutex}; that a batch of waiters is served is not from there.
 *
 * <p>The bound is a millisecond; and where waiters go on waiting behind a batch, it is what {@link
 * OrderCost} measures. Where that finds order dear, the usual mode goes on for several bounds, and
 * each waiter that is past its own is served by itself.
 *
 * <p>Whoever borrows or returns looks at the clock while somebody waits. Where loans are so short
 * that this would cost much, the oldest waiter looks instead: it wakes at its bound.
 */
final class WaitQueue<R> {
  private static final int ORDERED = 1;
  private static final int CLOSED = 2;

  /** Guards the queue, the mode's changes, and the permits of {@link Capacity}. */
  final ReentrantLock lock = new ReentrantLock();

  private final Ticker ticker;
  private final Loans loans;

  /** Guarded by the lock. */
  private final OrderCost cost;

  /** Written under the lock. A reader that sees zero knows that nothing is out of the ordinary. */
  private volatile int mode;

  /** Changed under the lock. A releaser reads the size after its slot has become idle. */
  private final Waiters<R> waiters = new Waiters<>();

  /**
   * The waiter that was woken and has not looked yet. Set under the lock; cleared by that waiter
   * itself before it looks, so that a releaser who finds it set may rely on that look.
   */
  private volatile @Nullable Waiter<R> waking;

  /** In the ordered mode, the number of the last waiter of the batch. Guarded by the lock. */
  private long batchEnd;

  /** For how long a waiter may be overtaken in the present usual mode. Guarded by the lock. */
  private long overtakingNanos = OrderCost.USUAL_NANOS;

  /** When a usual mode began behind a batch, the last time. Guarded by the lock. */
  private long overtakingSince;

  /** Whether somebody has waited ever since then. Guarded by the lock. */
  private boolean waitedThroughout;

  /** Until when waiters past their bound are served one by one. Guarded by the lock. */
  private long overtakingEnd;

  /** Until when the oldest waiter may be overtaken in the usual mode. Written under the lock. */
  private volatile long due;

  /** Whether borrowers and releasers look at the clock. Written under the lock. */
  private volatile boolean clocked = true;

  /**
   * Makes an empty one.
   *
   * @param loans the loans that are waited for
   * @param slots how many there can be at once
   */
  WaitQueue(Ticker ticker, Loans loans, int slots) {
    this.ticker = ticker;
    this.loans = loans;
    this.cost = new OrderCost(slots);
    this.overtakingSince = ticker.nanoTime();
    this.overtakingEnd = overtakingSince;
  }

  /** Whether nobody has to be let go first, and the pool is open. */
  boolean undisturbed() {
    return mode == 0 && !overdue();
  }

  /**
   * Whether the oldest waiter has waited for its bound, as far as it is for borrowers and releasers
   * to see to that.
   */
  boolean overdue() {
    return waiters.size() != 0 && clocked && ticker.nanoTime() - due >= 0;
  }

  boolean ordered() {
    return (mode & ORDERED) != 0;
  }

  boolean closed() {
    return (mode & CLOSED) != 0;
  }

  int size() {
    return waiters.size();
  }

  /**
   * Joins the end of the queue.
   *
   * @param most how many may wait at once; 0 for no limit
   * @return null if the waiter is in the queue, otherwise why not
   */
  BorrowException.@Nullable Reason join(Waiter<R> waiter, int most) {
    lock.lock();
    try {
      if (closed()) {
        return BorrowException.Reason.CLOSED;
      }
      if (most > 0 && waiters.size() >= most) {
        return BorrowException.Reason.TOO_MANY_WAITERS;
      }
      if (waiters.size() == 0) {
        setBound(waiter);
      }
      waiters.append(waiter);
      return null;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Leaves the queue.
   *
   * @return false if the waiter has been answered meanwhile: what it was handed is its own
   */
  boolean leave(Waiter<R> waiter) {
    Waiter<R> rearm;
    lock.lock();
    try {
      if (waking == waiter) {
        waking = null;
      }
      if (!waiter.queued) {
        return false;
      }
      Waiter<R> before = waiters.oldest();
      waiters.remove(waiter);
      rearm = reconsiderOrder(before);
    } finally {
      lock.unlock();
    }
    if (rearm != null) {
      rearm.unpark();
    }
    return true;
  }

  /** Called by a waiter before it looks for idle slots: from here on releasers signal again. */
  void looking(Waiter<R> waiter) {
    if (waking == waiter) {
      waking = null;
    }
  }

  /** Whether this waiter was woken or answered since its last look, so that it must not park. */
  boolean calls(Waiter<R> waiter) {
    return waking == waiter || waiter.handed() != null || waiter.refusal() != null;
  }

  /**
   * Whether this waiter is the oldest, and so the one that looks for idle slots. One that becomes
   * it while this answers is signalled by the one that leaves, if there is something to see.
   */
  boolean isHead(Waiter<R> waiter) {
    return waiters.oldest() == waiter;
  }

  /**
   * Called by a waiter that looked in vain. If it is the oldest and has waited for its bound, and
   * nobody else looks at the clock, it is not overtaken any more.
   *
   * @return whether that is so from now on: it has to look again
   */
  boolean insist(Waiter<R> waiter, long now) {
    if (!keepsWatch(waiter) || now - due < 0) {
      return false;
    }
    lock.lock();
    try {
      if (!keepsWatch(waiter) || now - due < 0) {
        return false;
      }
      beginOrder(now);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether this waiter has to look at the clock itself. */
  private boolean keepsWatch(Waiter<R> waiter) {
    return waiters.oldest() == waiter && !clocked && !ordered();
  }

  /**
   * How long a waiter may park: the oldest one until its bound at most, where nobody else looks at
   * the clock. The others have none, since they are unparked when they become the oldest.
   */
  long bound(Waiter<R> waiter, long wake) {
    if (!keepsWatch(waiter)) {
      return wake;
    }
    long bound = due;
    return bound - wake < 0 ? bound : wake;
  }

  /** Wakes the oldest waiter to look for idle slots, unless one is on its way already. */
  void signal() {
    if (waking != null) {
      return;
    }
    Waiter<R> woken;
    lock.lock();
    try {
      if (waking != null || waiters.oldest() == null) {
        return;
      }
      woken = waiters.oldest();
      waking = woken;
    } finally {
      lock.unlock();
    }
    woken.unpark();
  }

  /**
   * Hands a slot to the oldest waiter, in the ordered mode or if it has waited for its bound.
   *
   * @return whether one accepted it; if not, the slot is still the caller's
   */
  boolean handOff(Slot<R> slot) {
    Waiter<R> receiver;
    Waiter<R> rearm;
    lock.lock();
    try {
      receiver = waiters.oldest();
      if (receiver == null || !(ordered() || turnHasCome())) {
        return false;
      }
      waiters.remove(receiver);
      rearm = reconsiderOrder(receiver);
      receiver.hand(slot);
    } finally {
      lock.unlock();
    }
    receiver.unpark();
    if (rearm != null) {
      rearm.unpark();
    }
    return true;
  }

  /** Whether the oldest waiter's turn has come; may begin the ordered mode. Under the lock. */
  private boolean turnHasCome() {
    if (!clocked) {
      return false;
    }
    long now = ticker.nanoTime();
    if (now - due < 0) {
      return false;
    }
    if (now - overtakingEnd >= 0) {
      beginOrder(now);
    }
    return true;
  }

  /** Refuses all that wait, and everyone who comes. */
  void close() {
    List<Waiter<R>> refused;
    lock.lock();
    try {
      mode |= CLOSED;
      refused = takeOff(thread -> true, BorrowException.Reason.CLOSED, null);
    } finally {
      lock.unlock();
    }
    refused.forEach(Waiter::unpark);
  }

  /** Refuses those that wait on one of these threads. */
  void refuse(Predicate<Thread> whose, BorrowException.Reason reason, @Nullable Throwable cause) {
    List<Waiter<R>> refused;
    Waiter<R> rearm;
    lock.lock();
    try {
      Waiter<R> before = waiters.oldest();
      refused = takeOff(whose, reason, cause);
      rearm = reconsiderOrder(before);
    } finally {
      lock.unlock();
    }
    refused.forEach(Waiter::unpark);
    if (rearm != null) {
      rearm.unpark();
    }
  }

  private List<Waiter<R>> takeOff(
      Predicate<Thread> whose, BorrowException.Reason reason, @Nullable Throwable cause) {
    List<Waiter<R>> taken = waiters.on(whose);
    for (Waiter<R> each : taken) {
      waiters.remove(each);
      each.refuse(new Waiter.Refusal(reason, cause));
    }
    return taken;
  }

  /**
   * Begins or ends the ordered mode if it is time to. Under the lock, after waiters have left.
   *
   * @param before who was the oldest waiter
   * @return a waiter to unpark, because it is the oldest now and has to keep an eye on its bound
   */
  private @Nullable Waiter<R> reconsiderOrder(@Nullable Waiter<R> before) {
    Waiter<R> oldest = waiters.oldest();
    if (oldest == null) {
      mode &= ~ORDERED;
      waitedThroughout = false;
      overtakingNanos = OrderCost.USUAL_NANOS;
      overtakingEnd = overtakingSince;
      return null;
    }
    if (ordered() && oldest.number - batchEnd <= 0) {
      return null;
    }
    if (ordered() && !endOrder(ticker.nanoTime())) {
      return null;
    }
    if (oldest == before) {
      return null;
    }
    setBound(oldest);
    if (clocked) {
      return null;
    }
    long now = ticker.nanoTime();
    if (now - due >= 0) {
      beginOrder(now);
      return null;
    }
    return oldest;
  }

  /** Of the oldest waiter in the usual mode. Under the lock. */
  private void setBound(Waiter<R> oldest) {
    boolean waitedBefore = overtakingSince - oldest.since > 0;
    long begin = waitedBefore ? overtakingSince : oldest.since;
    due = begin + overtakingNanos;
  }

  /** Under the lock. */
  private void beginOrder(long now) {
    if (waitedThroughout) {
      cost.afterOvertaking(now, loans.ended());
    } else {
      cost.beginOrder(now, loans.ended());
    }
    clocked = cost.loansAreLong();
    batchEnd = waiters.joined();
    mode |= ORDERED;
  }

  /** Says no if it goes on, with another batch. Under the lock. */
  private boolean endOrder(long now) {
    OrderCost.Overtaking overtaking = cost.afterBatch(now, loans.ended());
    overtakingNanos = overtaking.boundNanos();
    if (overtakingNanos == 0) {
      batchEnd = waiters.joined();
      return false;
    }
    overtakingSince = now;
    overtakingEnd = now + overtaking.allNanos();
    waitedThroughout = true;
    mode &= ~ORDERED;
    return true;
  }
}
