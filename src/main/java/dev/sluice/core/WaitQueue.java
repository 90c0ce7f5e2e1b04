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
 * slot passes the signal on. In the ordered mode a returned slot is handed to the oldest waiter,
 * and whoever comes joins the end. The rule: <em>once the oldest waiter has waited for {@link
 * #OVERTAKING_NANOS}, counted from the end of the last ordered batch if it came before that, all
 * who wait at that moment are served in order, and nobody overtakes them.</em> The idea is that of
 * the normal and the starvation mode of Go's {@code sync.Mutex}; that a batch of waiters is served
 * is not from there.
 *
 * <p>The clock is read where a waiter is woken, and by a waiter that was woken and found nothing:
 * often enough to keep the rule, and seldom beside loans that are shorter than the reading.
 */
final class WaitQueue<R> {
  /** For how long the oldest waiter may be overtaken by running threads, in nanoseconds. */
  static final long OVERTAKING_NANOS = 200_000;

  private static final int ORDERED = 1;
  private static final int CLOSED = 2;

  /** Guards the queue, the mode's changes, and the {@link Permits}. */
  final ReentrantLock lock = new ReentrantLock();

  private final Ticker ticker;

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

  /** When the last batch had been served. Guarded by the lock. */
  private long batchServedAt;

  /** Until when the oldest waiter may be overtaken in the usual mode. Written under the lock. */
  private volatile long due;

  WaitQueue(Ticker ticker) {
    this.ticker = ticker;
    this.batchServedAt = ticker.nanoTime();
  }

  /** Whether nobody has to be let go first, and the pool is open. */
  boolean undisturbed() {
    return mode == 0;
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
        setDue(waiter);
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
    lock.lock();
    try {
      if (waking == waiter) {
        waking = null;
      }
      if (!waiter.queued) {
        return false;
      }
      waiters.remove(waiter);
      oldestMayHaveChanged();
    } finally {
      lock.unlock();
    }
    return true;
  }

  /** Called by a waiter before it looks for idle slots: from here on releasers signal again. */
  void looking(Waiter<R> waiter) {
    if (waking == waiter) {
      waking = null;
    }
  }

  /**
   * Called by a waiter that looked in vain. If it is the oldest and has waited for its bound, it is
   * not overtaken any more.
   *
   * @return whether that is so from now on: it has to look again
   */
  boolean insist(Waiter<R> waiter, long now) {
    if (ordered() || waiters.oldest() != waiter || now - due < 0) {
      return false;
    }
    lock.lock();
    try {
      if (ordered() || waiters.oldest() != waiter || now - due < 0) {
        return false;
      }
      beginOrder();
      return true;
    } finally {
      lock.unlock();
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
      if (!ordered() && ticker.nanoTime() - due >= 0) {
        beginOrder();
      }
    } finally {
      lock.unlock();
    }
    woken.unpark();
  }

  /**
   * Hands a slot to the oldest waiter, in the ordered mode.
   *
   * @return whether one accepted it; if not, the slot is still the caller's
   */
  boolean handOff(Slot<R> slot) {
    Waiter<R> receiver;
    lock.lock();
    try {
      receiver = waiters.oldest();
      if (receiver == null || !ordered()) {
        return false;
      }
      waiters.remove(receiver);
      oldestMayHaveChanged();
      receiver.hand(slot);
    } finally {
      lock.unlock();
    }
    receiver.unpark();
    return true;
  }

  /** All who wait now are served in order. Under the lock, while somebody waits. */
  private void beginOrder() {
    batchEnd = waiters.joined();
    mode |= ORDERED;
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

  /**
   * Refuses those that wait on one of these threads.
   *
   * @return how many there were
   */
  int refuse(Predicate<Thread> whose, BorrowException.Reason reason, @Nullable Throwable cause) {
    List<Waiter<R>> refused;
    lock.lock();
    try {
      refused = takeOff(whose, reason, cause);
      oldestMayHaveChanged();
    } finally {
      lock.unlock();
    }
    refused.forEach(Waiter::unpark);
    return refused.size();
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

  /** Ends the ordered mode if the batch has been served. Under the lock, after one has left. */
  private void oldestMayHaveChanged() {
    Waiter<R> oldest = waiters.oldest();
    if (ordered() && (oldest == null || oldest.number - batchEnd > 0)) {
      mode &= ~ORDERED;
      batchServedAt = ticker.nanoTime();
    }
    if (oldest != null) {
      setDue(oldest);
    }
  }

  /** Under the lock. */
  private void setDue(Waiter<R> oldest) {
    boolean waitedBefore = batchServedAt - oldest.since > 0;
    due = (waitedBefore ? batchServedAt : oldest.since) + OVERTAKING_NANOS;
  }
}
