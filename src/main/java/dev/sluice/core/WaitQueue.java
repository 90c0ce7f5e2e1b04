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
 * slot passes the signal on. Once the oldest waiter has waited for its bound, the mode is ordered:
 * a returned slot is handed to the oldest waiter, and whoever comes joins the end. The mode goes
 * back when the oldest waiter has waited for less. The idea is that of the normal and the
 * starvation mode of Go's {@code sync.Mutex}.
 *
 * <p>The bound is {@link #OVERTAKING_BOUND_NANOS}, and longer for a waiter that finds others before
 * it: by a multiple of what hand-offs to these take at the moment, which is measured, and up to
 * {@link #LONGEST_OVERTAKING_NANOS}. Order can't be had faster than that. With a fixed bound, a
 * long queue on a busy machine would keep the pool in the ordered mode for good, at the price of a
 * context switch for each loan.
 */
final class WaitQueue<R> {
  /** For how long the oldest waiter may be overtaken, if none was before it when it came. */
  static final long OVERTAKING_BOUND_NANOS = Duration.ofMillis(1).toNanos();

  /** The longest that the oldest waiter may be overtaken, however many wait. */
  static final long LONGEST_OVERTAKING_NANOS = Duration.ofMillis(20).toNanos();

  /** How much longer than its hand-offs alone a queue in order may take, and still be no sign. */
  private static final int ALLOWANCE = 4;

  /** The latest hand-off is this part of the estimate. */
  private static final int SMOOTHING = 8;

  private static final int ORDERED = 1;
  private static final int CLOSED = 2;

  /** Guards the queue, the mode's changes, and the permits of {@link Capacity}. */
  final ReentrantLock lock = new ReentrantLock();

  private final Ticker ticker;
  private final int slots;

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

  /** When the mode was last reconsidered. Guarded by the lock. */
  private long lastLook;

  /** About how long a waiter takes to go on with what was handed to it. An estimate: racy. */
  private volatile long handOffNanos;

  WaitQueue(Ticker ticker, int slots) {
    this.ticker = ticker;
    this.slots = slots;
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
      waiter.overtakenUntil = waiter.since + boundNanos(size);
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

  /** Called by a waiter that goes on with what was handed to it. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // an estimate
  void received(Waiter<R> waiter) {
    long took = ticker.nanoTime() - waiter.handedAt();
    handOffNanos += (took - handOffNanos) / SMOOTHING;
  }

  /** For how long a waiter with so many before it may be overtaken. */
  private long boundNanos(int ahead) {
    long inOrder = ahead * handOffNanos / slots;
    return Math.min(OVERTAKING_BOUND_NANOS + ALLOWANCE * inOrder, LONGEST_OVERTAKING_NANOS);
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
      rearm = reconsiderOrder();
      receiver.hand(slot, lastLook);
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
    lastLook = ticker.nanoTime();
    Waiter<R> oldest = head;
    if (oldest == null) {
      mode &= ~ORDERED;
      return null;
    }
    if (lastLook - oldest.overtakenUntil >= 0) {
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
