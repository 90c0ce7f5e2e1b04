package dev.sluice.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The borrowers that wait, in the order in which they came, and the pool's mode.
 *
 * <p>In the usual mode a returned slot becomes idle and the oldest waiter is woken to fetch it; a
 * running thread may be quicker. At most one waiter is being woken at a time: a waiter that got its
 * slot passes the signal on. Once the oldest waiter has waited for {@link #OVERTAKING_BOUND_NANOS},
 * the mode is ordered: a returned slot is handed to the oldest waiter, and whoever comes joins the
 * end. The mode goes back when the oldest waiter has waited for less. The idea is that of the
 * normal and the starvation mode of Go's {@code sync.Mutex}.
 */
final class WaitQueue<R> {
  /** For how long the oldest waiter may be overtaken. */
  static final long OVERTAKING_BOUND_NANOS = Duration.ofMillis(1).toNanos();

  private static final int ORDERED = 1;
  private static final int CLOSED = 2;

  /** Guards the queue, the mode's changes, and the permits of {@link Capacity}. */
  final ReentrantLock lock = new ReentrantLock();

  private final Ticker ticker;

  /** Written under the lock. A reader that sees zero knows that nothing is out of the ordinary. */
  private volatile int mode;

  /** Written under the lock. A releaser reads it after its slot has become idle. */
  private volatile int size;

  /**
   * The waiter that was woken and has not looked yet. Set under the lock; cleared by that waiter
   * itself before it looks, so that a releaser who finds it set may rely on that look.
   */
  private volatile @Nullable Waiter<R> waking;

  /** Written under the lock; read without it by a waiter that asks whether it is the oldest. */
  private volatile @Nullable Waiter<R> head;

  /** Guarded by the lock. */
  private @Nullable Waiter<R> tail;

  WaitQueue(Ticker ticker) {
    this.ticker = ticker;
  }

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
    return size;
  }

  /**
   * Joins the end of the queue.
   *
   * @param most how many may wait at once; 0 for no limit
   * @return null if the waiter is in the queue, otherwise why not
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock only
  BorrowException.@Nullable Reason join(Waiter<R> waiter, int most) {
    lock.lock();
    try {
      if (closed()) {
        return BorrowException.Reason.CLOSED;
      }
      if (most > 0 && size >= most) {
        return BorrowException.Reason.TOO_MANY_WAITERS;
      }
      waiter.previous = tail;
      if (tail == null) {
        head = waiter;
      } else {
        tail.next = waiter;
      }
      tail = waiter;
      waiter.queued = true;
      size++;
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
      unlink(waiter);
      rearm = reconsiderOrder();
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
    return head == waiter;
  }

  /** The oldest waiter has waited long enough: nobody overtakes it any more. */
  boolean insist(Waiter<R> waiter) {
    lock.lock();
    try {
      if (head != waiter || ordered()) {
        return false;
      }
      mode |= ORDERED;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Wakes the oldest waiter to look for idle slots, unless one is on its way already. */
  void signal() {
    if (waking != null) {
      return;
    }
    Waiter<R> woken;
    lock.lock();
    try {
      if (waking != null || head == null) {
        return;
      }
      woken = head;
      waking = woken;
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
    Waiter<R> rearm;
    lock.lock();
    try {
      receiver = head;
      if (receiver == null || !ordered()) {
        return false;
      }
      unlink(receiver);
      receiver.hand(slot);
      rearm = reconsiderOrder();
    } finally {
      lock.unlock();
    }
    receiver.unpark();
    if (rearm != null) {
      rearm.unpark();
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
      refused = takeOff(whose, reason, cause);
      rearm = reconsiderOrder();
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
    List<Waiter<R>> taken = new ArrayList<>();
    Waiter<R> waiter = head;
    while (waiter != null) {
      Waiter<R> following = waiter.next;
      if (whose.test(waiter.thread)) {
        unlink(waiter);
        waiter.refuse(new Waiter.Refusal(reason, cause));
        taken.add(waiter);
      }
      waiter = following;
    }
    return taken;
  }

  /** Under the lock. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock only
  private void unlink(Waiter<R> waiter) {
    Waiter<R> before = waiter.previous;
    Waiter<R> after = waiter.next;
    if (before == null) {
      head = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      tail = before;
    } else {
      after.previous = before;
    }
    waiter.previous = null;
    waiter.next = null;
    waiter.queued = false;
    size--;
  }

  /**
   * Sets the mode by the time that the oldest waiter has waited. Under the lock, after the head may
   * have changed.
   *
   * @return a waiter to unpark, because it is the oldest now and has to keep an eye on its bound
   */
  private @Nullable Waiter<R> reconsiderOrder() {
    Waiter<R> oldest = head;
    if (oldest == null) {
      mode &= ~ORDERED;
      return null;
    }
    if (ticker.nanoTime() - oldest.since >= OVERTAKING_BOUND_NANOS) {
      mode |= ORDERED;
      return null;
    }
    if (ordered()) {
      mode &= ~ORDERED;
      return oldest;
    }
    return null;
  }
}
