package dev.sluice.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The orderly way to get resources back from their holders: wait, then cancel what they run, then
 * end their loans and cut the resources. For the whole pool that is a drain.
 */
final class Eviction<R> {
  /** How often holders are looked at while nothing else tells that one has finished. */
  private static final long GLANCE_NANOS = 10_000_000;

  private static final int STACK_DEPTH = 32;

  private final Pool<R> pool;
  private final AtomicReference<@Nullable CompletableFuture<DrainReport>> drain =
      new AtomicReference<>();

  /** The thread that drains, to be unparked when something has changed. */
  private volatile @Nullable Thread drainer;

  Eviction(Pool<R> pool) {
    this.pool = pool;
  }

  void changed() {
    LockSupport.unpark(drainer);
  }

  DrainReport drain(DrainPlan plan) {
    CompletableFuture<DrainReport> mine = new CompletableFuture<>();
    CompletableFuture<DrainReport> first = drain.compareAndExchange(null, mine);
    if (first != null) {
      return first.join();
    }
    drainer = Thread.currentThread();
    try {
      DrainReport report = drainNow(plan);
      mine.complete(report);
      return report;
    } catch (RuntimeException | Error e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      drainer = null;
    }
  }

  private DrainReport drainNow(DrainPlan plan) {
    long begun = pool.ticker.nanoTime();
    int refused = pool.queue.size();
    int lentAtStart = lent(holder -> true).size();
    pool.queue.close();
    pool.policy.stopOpening();
    closeIdle();
    int cancelled = 0;
    List<DrainReport.CutOff> cutOff = new ArrayList<>();
    BooleanSupplier empty = pool.capacity::isEmpty;
    boolean done = await(empty, this::closeIdle, begun + plan.drainTimeout().toNanos());
    if (!done) {
      cancelled = cancel(holder -> true);
      pool.workers.interruptConnecting();
      done = await(empty, this::closeIdle, now() + plan.cancelGrace().toNanos());
    }
    if (!done) {
      Runnable cut = () -> cutOff.addAll(cutOff(holder -> true, "the pool was closed"));
      cut.run();
      await(empty, cut, now() + plan.abortGrace().toNanos());
    }
    boolean ended = pool.maintenance.stop(plan.abortGrace().toNanos());
    ended &= pool.workers.stop(plan.abortGrace().toNanos());
    PoolSnapshot after = pool.snapshot();
    return new DrainReport(
        now() - begun, lentAtStart, refused, cancelled, List.copyOf(cutOff), after.total(), ended);
  }

  DrainReport reclaim(DrainPlan plan, Predicate<Holder> whose, Predicate<Thread> waiting) {
    long begun = pool.ticker.nanoTime();
    int before = pool.queue.size();
    pool.queue.refuse(waiting, BorrowException.Reason.RECLAIMED, null);
    int refused = Math.max(0, before - pool.queue.size());
    int lentAtStart = lent(whose).size();
    int cancelled = 0;
    List<DrainReport.CutOff> cutOff = new ArrayList<>();
    BooleanSupplier over = () -> lent(whose).isEmpty();
    Runnable nothing = () -> {};
    boolean done = await(over, nothing, begun + plan.drainTimeout().toNanos());
    if (!done) {
      cancelled = cancel(whose);
      done = await(over, nothing, now() + plan.cancelGrace().toNanos());
    }
    if (!done) {
      Runnable cut = () -> cutOff.addAll(cutOff(whose, "its application was undeployed"));
      cut.run();
      await(over, cut, now() + plan.abortGrace().toNanos());
    }
    pool.forgetHolders();
    return new DrainReport(
        now() - begun, lentAtStart, refused, cancelled, List.copyOf(cutOff), 0, true);
  }

  /** A loan as it was seen; it may have ended since. */
  private record Loan<R>(Slot<R> slot, Holder holder, R resource) {}

  private List<Loan<R>> lent(Predicate<Holder> whose) {
    List<Loan<R>> loans = new ArrayList<>();
    for (Slot<R> slot : pool.slots) {
      Holder holder = slot.holder();
      R resource = slot.resourceOrNull();
      if (holder != null && resource != null && whose.test(holder)) {
        loans.add(new Loan<>(slot, holder, resource));
      }
    }
    return loans;
  }

  private void closeIdle() {
    for (Slot<R> slot : pool.slots) {
      if (pool.loans.take(slot.index)) {
        pool.capacity.dispose(slot, Retirement.DRAIN, null, false);
      }
    }
  }

  private int cancel(Predicate<Holder> whose) {
    List<Loan<R>> loans = lent(whose);
    for (Loan<R> loan : loans) {
      pool.workers.serve(() -> pool.policy.cancel(loan.resource()));
    }
    return loans.size();
  }

  private List<DrainReport.CutOff> cutOff(Predicate<Holder> whose, String reason) {
    List<DrainReport.CutOff> done = new ArrayList<>();
    for (Loan<R> loan : lent(whose)) {
      DrainReport.CutOff report = describe(loan);
      if (cutOff(loan.slot(), loan.holder(), reason)) {
        done.add(report);
      }
    }
    return done;
  }

  /**
   * Ends a loan for the holder and cuts the resource.
   *
   * @return false if the holder has ended it himself
   */
  boolean cutOff(Slot<R> slot, Holder holder, String reason) {
    if (!slot.endLoan(holder.loan())) {
      return false;
    }
    pool.policy.revoked(slot.resource(), reason);
    pool.capacity.dispose(slot, Retirement.REVOKED, null, false);
    return true;
  }

  private static <R> DrainReport.CutOff describe(Loan<R> loan) {
    Thread borrower = loan.holder().borrower();
    List<StackTraceElement> stack =
        Arrays.stream(borrower.getStackTrace()).limit(STACK_DEPTH).toList();
    return new DrainReport.CutOff(
        borrower.getName(), loan.holder().borrowedAt(), stack, String.valueOf(loan.resource()));
  }

  /** Waits for a condition, and does something at each look. Returns whether it came true. */
  private boolean await(BooleanSupplier condition, Runnable atEachLook, long deadline) {
    boolean interrupted = false;
    try {
      while (!condition.getAsBoolean()) {
        long now = now();
        if (now - deadline >= 0) {
          return false;
        }
        long glance = now + GLANCE_NANOS;
        pool.ticker.parkUntil(this, glance - deadline < 0 ? glance : deadline);
        // An interrupt does not end a drain: what it would leave behind is worse than the wait.
        interrupted |= Thread.interrupted();
        atEachLook.run();
      }
      return true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private long now() {
    return pool.ticker.nanoTime();
  }
}
