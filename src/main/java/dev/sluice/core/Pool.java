package dev.sluice.core;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A bounded pool of resources that are dear to open. Thread-safe.
 *
 * <p>It does nothing until the first borrow: no thread, no resource. It is used once: after {@link
 * #drain} it stays closed.
 *
 * @param <R> the resource
 */
public final class Pool<R> {
  /**
   * For how long the oldest waiter may be overtaken by running threads, in nanoseconds, where
   * nothing else was measured.
   */
  public static final long OVERTAKING_BOUND_NANOS = OrderCost.USUAL_NANOS;

  /**
   * The same in nanoseconds, at most: where many wait, and serving them in order was measured to
   * cost much of the throughput, because the machine is busy.
   */
  public static final long LONGEST_OVERTAKING_NANOS = OrderCost.LONGEST_NANOS;

  /** A borrow's time is capped here, so that adding it to the clock can't overflow. */
  private static final long FOREVER_NANOS = Long.MAX_VALUE / 4;

  /** The part of its lifetime by which a resource may retire early, so that not all do at once. */
  private static final int JITTER_DIVISOR = 10;

  final Limits limits;
  final ResourcePolicy<R> policy;
  final Ticker ticker;
  final Slot<R>[] slots;
  final Loans loans;
  final WaitQueue<R> queue;
  final Workers workers;
  final Capacity<R> capacity;
  final Maintenance<R> maintenance;
  final Eviction<R> eviction;

  private final PoolListener<R> listener;
  private final AtomicInteger suspicion = new AtomicInteger();
  private final LongAdder borrowFailures = new LongAdder();

  /**
   * Makes a pool that has opened nothing yet.
   *
   * @param limits its bounds
   * @param policy what it must be told of its resources
   * @param listener who watches it
   * @param ticker its clock
   * @param threads makes its threads: daemons that hold nothing of the thread that asks for them
   */
  public Pool(
      Limits limits,
      ResourcePolicy<R> policy,
      PoolListener<R> listener,
      Ticker ticker,
      ThreadFactory threads) {
    this.limits = limits;
    this.policy = policy;
    this.listener = listener;
    this.ticker = ticker;
    this.loans = new Loans(limits.maxSize());
    this.slots = newSlots(limits.maxSize(), loans);
    this.queue = new WaitQueue<>(ticker, loans, slots.length);
    this.workers = new Workers(threads, limits);
    this.capacity = new Capacity<>(this, new SplittableRandom());
    this.maintenance = new Maintenance<>(this, threads);
    this.eviction = new Eviction<>(this);
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <R> Slot<R>[] newSlots(int size, Loans loans) {
    Slot<R>[] slots = new Slot[size];
    for (int i = 0; i < size; i++) {
      slots[i] = new Slot<>(i, loans);
    }
    return slots;
  }

  /**
   * Borrows a resource. Whoever gets the slot says who he is by {@link Slot#lentTo} and ends the
   * loan once: by {@link #giveBack}, or by {@link Slot#endLoan} and then {@link #release}, {@link
   * #refresh} or {@link #discard}.
   *
   * @param timeoutNanos how long that may take, in nanoseconds
   * @return a slot with a live resource
   * @throws BorrowException if there is none, with the reason
   */
  public Slot<R> borrow(long timeoutNanos) throws BorrowException {
    Slot<R> slot = queue.undisturbed() ? claim() : null;
    if (slot != null
        && queue.undisturbed()
        && slot.clearedSuspicion == suspicion.get()
        && look(slot) == ResourcePolicy.Verdict.LEND) {
      return slot;
    }
    return new Borrowing<>(this, Math.min(timeoutNanos, FOREVER_NANOS)).run(slot);
  }

  /**
   * Ends a loan of a resource that is as good as new, in one step where nothing stands against it.
   *
   * @return false if the loan has ended before, and nothing was done
   */
  public boolean giveBack(Slot<R> slot, long loan) {
    if (slot.condemned || !queue.undisturbed()) {
      if (!slot.endLoan(loan)) {
        return false;
      }
      release(slot);
      return true;
    }
    if (!loans.giveBack(slot.index, loan)) {
      return false;
    }
    published(slot);
    return true;
  }

  /** The resource is as good as new. For whoever has ended the loan. */
  public void release(Slot<R> slot) {
    if (slot.condemned) {
      capacity.dispose(slot, Retirement.LIFETIME, null, false);
    } else {
      publish(slot);
    }
  }

  /**
   * The resource needs {@link ResourcePolicy#refresh} before it is lent again. For whoever has
   * ended the loan.
   */
  public void refresh(Slot<R> slot) {
    slot.phase = Slot.Phase.MAINTENANCE;
    if (queue.closed()) {
      capacity.dispose(slot, Retirement.DRAIN, null, false);
    } else if (slot.condemned) {
      capacity.dispose(slot, Retirement.LIFETIME, null, false);
    } else {
      workers.serve(() -> refreshed(slot));
    }
  }

  /**
   * The resource is of no use any more. For whoever has ended the loan.
   *
   * @param cause what broke it, or null
   */
  public void discard(Slot<R> slot, @Nullable Throwable cause) {
    capacity.dispose(slot, Retirement.BROKEN, cause, false);
  }

  /**
   * Makes every resource that is open now suspect: it is tested before it is lent, once.
   *
   * @param cause what gave rise to it, or null
   */
  public void suspect(@Nullable Throwable cause) {
    suspicion.incrementAndGet();
    tell(each -> each.suspected(cause));
  }

  /**
   * Drains the pool: refuses borrowers, waits for loans to end, then ends them, closes everything
   * and ends the threads. Called again, or from several threads, it waits for the first drain.
   *
   * @return what was done
   */
  public DrainReport drain(DrainPlan plan) {
    return eviction.drain(plan);
  }

  /**
   * Takes back what some holders hold, and refuses those of them that wait, while the pool goes on.
   *
   * @param holders whose loans end
   * @param waiting on which threads borrows end
   * @return what was done
   */
  public DrainReport reclaim(DrainPlan plan, Predicate<Holder> holders, Predicate<Thread> waiting) {
    return eviction.reclaim(plan, holders, waiting);
  }

  /** The pool's figures now. */
  public PoolSnapshot snapshot() {
    return capacity.snapshot(borrowFailures.sum());
  }

  /** Who holds a resource now. */
  public List<Holder> holders() {
    List<Holder> holders = new ArrayList<>();
    for (Slot<R> slot : slots) {
      Holder holder = slot.holder();
      if (holder != null) {
        holders.add(holder);
      }
    }
    return holders;
  }

  /** Whether a drain has begun. */
  public boolean isClosed() {
    return queue.closed();
  }

  // ---- for the other parts of the core

  @Nullable Slot<R> claim() {
    int index = loans.claim(Thread.currentThread().getId());
    return index < 0 ? null : slots[index];
  }

  ResourcePolicy.Verdict look(Slot<R> slot) {
    try {
      return policy.look(slot.resource());
    } catch (RuntimeException e) {
      return ResourcePolicy.Verdict.DISCARD;
    }
  }

  boolean test(Slot<R> slot, long timeoutNanos) {
    try {
      return policy.test(slot.resource(), timeoutNanos);
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** Makes a slot idle, or hands it to the waiter whose turn it is. For the slot's owner. */
  void publish(Slot<R> slot) {
    if (!queue.undisturbed()) {
      if (queue.closed()) {
        capacity.dispose(slot, Retirement.DRAIN, null, false);
        return;
      }
      loans.lend(slot.index);
      if (queue.handOff(slot)) {
        passOn();
        return;
      }
    }
    loans.publish(slot.index);
    published(slot);
  }

  /** A slot has become idle, whoever has it now: somebody may wait for it. */
  private void published(Slot<R> slot) {
    if (queue.size() != 0) {
      queue.signal();
    }
    if (queue.closed() && loans.take(slot.index)) {
      // The drain began meanwhile and may have looked at this slot already.
      capacity.dispose(slot, Retirement.DRAIN, null, false);
    }
  }

  /** Lets go of the threads that held idle resources last: they keep a class loader alive. */
  void forgetHolders() {
    for (Slot<R> slot : slots) {
      if (loans.take(slot.index)) {
        slot.forgetHolder();
        publish(slot);
      }
    }
  }

  /**
   * Somebody else looks for an idle slot, if there is something to see. In the ordered mode nobody
   * but the oldest waiter would take it, so all that is idle is handed out at once: otherwise the
   * waiters would be woken one after the other while newcomers join the end.
   */
  void passOn() {
    while (queue.size() != 0 && loans.anyIdle()) {
      if (!queue.ordered()) {
        queue.signal();
        return;
      }
      Slot<R> slot = claim();
      if (slot == null) {
        return;
      }
      if (!queue.handOff(slot)) {
        publish(slot);
        return;
      }
    }
  }

  /** Runs on a thread of the pool, which owns the slot. */
  private void refreshed(Slot<R> slot) {
    boolean fit;
    try {
      fit = policy.refresh(slot.resource());
    } catch (RuntimeException | Error e) {
      fit = false;
    }
    maintenance.examined(slot, fit);
  }

  int suspicion() {
    return suspicion.get();
  }

  /** When a resource that is opened now retires: its lifetime less a part by chance. */
  long expiry(long now, RandomGenerator random) {
    long lifetime = Math.min(limits.maxLifetime().toNanos(), FOREVER_NANOS);
    if (lifetime == 0) {
      return now + FOREVER_NANOS;
    }
    return now + lifetime - random.nextLong(lifetime / JITTER_DIVISOR + 1);
  }

  /** Counts a failed borrow; before the figures are taken that its exception shows. */
  void countBorrowFailure() {
    borrowFailures.increment();
  }

  void borrowFailed(BorrowException failure) {
    tell(each -> each.borrowFailed(failure));
  }

  /** A resource is gone, or an attempt to open one: whoever empties the pool looks again. */
  void changed() {
    eviction.changed();
  }

  void tell(Consumer<PoolListener<R>> what) {
    try {
      what.accept(listener);
    } catch (RuntimeException ignored) {
      // A listener's failure is its own, and the core has no logger to tell it to.
    }
  }
}
