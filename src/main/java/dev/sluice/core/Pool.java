package dev.sluice.core;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadFactory;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A bounded pool of resources that are expensive to open. Thread-safe.
 *
 * <p>It does nothing until the first borrow: no thread, no resource. It is used once: after {@link
 * #drain} it stays closed. This class wires the parts and is their face.
 *
 * @param <R> the resource
 */
public final class Pool<R> {
  /** For how long the oldest waiter may be overtaken by running threads, in nanoseconds. */
  public static final long OVERTAKING_NANOS = WaitQueue.OVERTAKING_NANOS;

  /** A borrow's time is capped here, so that adding it to the clock can't overflow. */
  private static final long FOREVER_NANOS = Long.MAX_VALUE / 4;

  final Limits limits;
  final Slots<R> slots;
  final WaitQueue<R> queue;

  private final ResourcePolicy<R> policy;
  private final Suspicion suspicion = new Suspicion();
  private final Lending<R> lending;
  private final Openings<R> openings;
  private final Maintenance<R> maintenance;
  private final Figures<R> figures;
  private final Eviction<R> eviction;
  private final Borrowing.Parts<R> borrowing;

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
    this.queue = new WaitQueue<>(ticker);
    this.slots = new Slots<>(limits.maxSize(), new LoanEnds());
    Announcer<R> announcer = new Announcer<>(listener);
    Workers workers = new Workers(threads, limits);
    Permits<R> permits = new Permits<>(queue.lock, slots, limits.minSize());
    Replacing<R> replacing = new Replacing<>(queue.lock, permits);
    Disposal<R> disposal =
        new Disposal<>(
            policy,
            slots.words,
            queue.lock,
            permits,
            replacing,
            workers,
            announcer,
            this::permitBack);
    this.lending =
        new Lending<>(
            slots, queue, disposal, policy, workers, suspicion, announcer, ticker, limits);
    Openings.Parts<R> parts =
        new Openings.Parts<>(
            limits, policy, slots, queue, permits, replacing, lending, disposal, workers, suspicion,
            announcer, ticker);
    this.openings = new Openings<>(parts, new SplittableRandom(), this::attemptFailed);
    Cancels<R> cancels = new Cancels<>(policy, slots.words, workers);
    this.maintenance = new Maintenance<>(parts, openings, cancels, threads);
    this.figures = new Figures<>(parts, openings);
    this.eviction = new Eviction<>(parts, cancels, maintenance, figures);
    this.borrowing =
        new Borrowing.Parts<>(
            limits, policy, slots, queue, lending, disposal, permits, openings, suspicion, figures,
            ticker);
  }

  /** A resource was closed. */
  private void permitBack() {
    openings.pump();
    eviction.changed();
  }

  private void attemptFailed() {
    maintenance.wake();
    eviction.changed();
  }

  /**
   * Borrows a resource. Whoever gets the slot says who he is by {@link Slot#lentTo} and ends the
   * loan by the slot's verbs; or puts it back unused, by {@link #putBack}, before he has said so.
   *
   * @param timeoutNanos how long that may take, in nanoseconds
   * @return a slot with a live resource
   * @throws BorrowException if there is none, with the reason
   */
  public Slot<R> borrow(long timeoutNanos) throws BorrowException {
    Slot<R> slot = queue.undisturbed() ? slots.claim() : null;
    if (slot != null
        && queue.undisturbed()
        && slot.clearedSuspicion == suspicion.now()
        && Borrowing.look(policy, slot) == ResourcePolicy.Verdict.LEND) {
      return slot;
    }
    maintenance.start();
    return new Borrowing<>(borrowing, Math.min(timeoutNanos, FOREVER_NANOS)).run(slot);
  }

  /** Takes back a borrowed slot whose borrower has not said who he is, and never will. */
  public void putBack(Slot<R> slot) {
    lending.publish(slot);
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
    return figures.snapshot();
  }

  /** Who holds a resource now. */
  public List<Holder> holders() {
    return figures.holders();
  }

  /** Whether a drain has begun. */
  public boolean isClosed() {
    return queue.closed();
  }

  /**
   * What the slots know of the pool: they are made before the part that does it, which needs them.
   */
  private final class LoanEnds implements Returns<R> {
    @Override
    public boolean releaseUnused(Slot<R> slot, long loan) {
      return lending.releaseUnused(slot, loan);
    }

    @Override
    public void release(Slot<R> slot, long loan) {
      lending.release(slot, loan);
    }

    @Override
    public void refresh(Slot<R> slot, long loan) {
      lending.refresh(slot, loan);
    }

    @Override
    public void discard(Slot<R> slot, long loan, @Nullable Throwable cause) {
      lending.discard(slot, loan, cause);
    }

    @Override
    public void suspectOthers(@Nullable Throwable cause) {
      lending.suspectOthers(cause);
    }
  }
}
