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
 *
 * <p>How long it takes does not depend on how many there are: each cancel has a thread of its own,
 * and a cut waits for nothing.
 */
final class Eviction<R> {
  /** How often holders are looked at while nothing else tells that one has finished. */
  private static final long GLANCE_NANOS = 10_000_000;

  private static final int STACK_DEPTH = 32;

  private final ResourcePolicy<R> policy;
  private final Limits limits;
  private final Slots<R> slots;
  private final WaitQueue<R> queue;
  private final Permits<R> permits;
  private final Lending<R> lending;
  private final Disposal<R> disposal;
  private final Cancels<R> cancels;
  private final Workers workers;
  private final Maintenance<R> maintenance;
  private final Figures<R> figures;
  private final Ticker ticker;

  private final AtomicReference<@Nullable CompletableFuture<DrainReport>> drain =
      new AtomicReference<>();

  /** The thread that drains, to be unparked when something has changed. */
  private volatile @Nullable Thread drainer;

  Eviction(
      Openings.Parts<R> parts, Cancels<R> cancels, Maintenance<R> maintenance, Figures<R> figures) {
    this.policy = parts.policy();
    this.limits = parts.limits();
    this.slots = parts.slots();
    this.queue = parts.queue();
    this.permits = parts.permits();
    this.lending = parts.lending();
    this.disposal = parts.disposal();
    this.cancels = cancels;
    this.workers = parts.workers();
    this.maintenance = maintenance;
    this.figures = figures;
    this.ticker = parts.ticker();
  }

  /** A resource is gone, or an attempt to open one: whoever empties the pool looks again. */
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
    long begun = now();
    int refused = queue.size();
    int lentAtStart = slots.loans(holder -> true).size();
    queue.close();
    policy.stopOpening();
    closeIdle();
    int cancelled = 0;
    List<DrainReport.CutOff> cutOff = new ArrayList<>();
    Deadlines<R> deadlines = new Deadlines<>(slots, disposal, limits);
    Runnable look =
        () -> {
          closeIdle();
          deadlines.enforce(now());
        };
    boolean done = await(permits::allFree, look, begun + plan.drainTimeout().toNanos());
    if (!done) {
      cancelled = cancel(holder -> true);
      workers.interruptConnecting();
      done = await(permits::allFree, look, now() + plan.cancelGrace().toNanos());
    }
    long end = now() + plan.abortGrace().toNanos();
    if (!done) {
      Runnable cut =
          () -> {
            closeIdle();
            cutOff.addAll(cutOff(holder -> true, "the pool was closed"));
            deadlines.cutAll();
          };
      cut.run();
      await(permits::allFree, cut, end);
    }
    boolean ended = maintenance.stop(Math.max(1, end - now()));
    ended &= workers.stop(Math.max(1, end - now()));
    int left = figures.snapshot().total();
    return new DrainReport(
        now() - begun, lentAtStart, refused, cancelled, List.copyOf(cutOff), left, ended);
  }

  DrainReport reclaim(DrainPlan plan, Predicate<Holder> whose, Predicate<Thread> waiting) {
    long begun = now();
    int refused = queue.refuse(waiting, BorrowException.Reason.RECLAIMED, null);
    int lentAtStart = slots.loans(whose).size();
    int cancelled = 0;
    List<DrainReport.CutOff> cutOff = new ArrayList<>();
    BooleanSupplier over = () -> slots.loans(whose).isEmpty();
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
    lending.forgetHolders();
    return new DrainReport(
        now() - begun, lentAtStart, refused, cancelled, List.copyOf(cutOff), 0, true);
  }

  private void closeIdle() {
    for (Slot<R> slot : slots.all()) {
      if (slots.words.take(slot.index, SlotWords.CLOSING)) {
        disposal.close(slot, Retirement.DRAIN, null, false);
      }
    }
  }

  private int cancel(Predicate<Holder> whose) {
    int sent = 0;
    for (Slots.Loan<R> loan : slots.loans(whose)) {
      if (cancels.send(loan.slot(), loan.holder().loan(), loan.resource())) {
        sent++;
      }
    }
    return sent;
  }

  private List<DrainReport.CutOff> cutOff(Predicate<Holder> whose, String reason) {
    List<DrainReport.CutOff> done = new ArrayList<>();
    for (Slots.Loan<R> loan : slots.loans(whose)) {
      DrainReport.CutOff report = describe(loan);
      if (disposal.cutOff(loan.slot(), loan.holder().loan(), Retirement.REVOKED, reason)) {
        done.add(report);
      }
    }
    return done;
  }

  private static <R> DrainReport.CutOff describe(Slots.Loan<R> loan) {
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
        ticker.parkUntil(this, glance - deadline < 0 ? glance : deadline);
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
    return ticker.nanoTime();
  }
}
