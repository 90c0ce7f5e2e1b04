package dev.sluice.core;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The pool's one thread that lasts. It looks at each slot now and then: keeps the limits of the
 * pool's own calls, trims what was idle for long, has old resources replaced, has idle ones tested,
 * notices and takes back long loans, keeps the minimum open, and retries after failures. It never
 * blocks on a resource itself.
 *
 * <p>Borrowers leave no time stamps. That a slot is at rest shows in its count of loans, which has
 * not changed since the last look; so an idle time is known to within one period, on the long side.
 */
final class Maintenance<R> implements Runnable {
  private static final int LOOKS_PER_INTERVAL = 10;
  private static final Duration SHORTEST_PERIOD = Duration.ofMillis(20);
  private static final Duration LONGEST_PERIOD = Duration.ofSeconds(1);

  /** With a leakTimeout: so a reclaim is over soon after it however long the timeout is. */
  private static final Duration LEAK_PERIOD = Duration.ofMillis(500);

  /** How long a holder whose statement was cancelled has to give the resource back. */
  static final long RECLAIM_GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Limits limits;
  private final ResourcePolicy<R> policy;
  private final Slots<R> slots;
  private final SlotWords words;
  private final Permits<R> permits;
  private final Openings<R> openings;
  private final Replacing<R> replacing;
  private final Lending<R> lending;
  private final Disposal<R> disposal;
  private final Deadlines<R> deadlines;
  private final Cancels<R> cancels;
  private final Announcer<R> announcer;
  private final Ticker ticker;
  private final ThreadFactory threads;

  private final long periodNanos;
  private final long idleNanos;
  private final long keepaliveNanos;
  private final long leakNanos;
  private final Watch<R>[] watches;

  /** Written once, under this object's monitor. */
  private volatile @Nullable Thread thread;

  private volatile boolean stopped;

  /** How many resources are open beyond the minimum. The maintenance thread's own. */
  private int surplus;

  /** What this thread has seen of one slot. */
  private static final class Watch<R> {
    @Nullable R resource;
    long loan;
    boolean lent;
    long quietSince;
    long lentSince;

    /** The holder that was reported, until its loan is over. */
    @Nullable Holder leak;

    /** When its statement was cancelled, so that it gives the resource back. */
    long cancelledAt;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  Maintenance(
      Openings.Parts<R> parts, Openings<R> openings, Cancels<R> cancels, ThreadFactory threads) {
    this.limits = parts.limits();
    this.policy = parts.policy();
    this.slots = parts.slots();
    this.words = slots.words;
    this.permits = parts.permits();
    this.openings = openings;
    this.replacing = parts.replacing();
    this.lending = parts.lending();
    this.disposal = parts.disposal();
    this.deadlines = new Deadlines<>(slots, disposal, limits);
    this.cancels = cancels;
    this.announcer = parts.announcer();
    this.ticker = parts.ticker();
    this.threads = threads;
    this.idleNanos = limits.idleTimeout().toNanos();
    this.keepaliveNanos = limits.keepaliveInterval().toNanos();
    this.leakNanos = limits.leakTimeout().toNanos();
    long period = (leakNanos > 0 ? LEAK_PERIOD : LONGEST_PERIOD).toNanos();
    // So that the jitter of lifetimes, a tenth, shows.
    long jitter = limits.maxLifetime().toNanos() / LOOKS_PER_INTERVAL;
    for (long interval : new long[] {idleNanos, keepaliveNanos, leakNanos, jitter}) {
      if (interval > 0) {
        period = Math.min(period, interval / LOOKS_PER_INTERVAL);
      }
    }
    this.periodNanos = Math.max(period, SHORTEST_PERIOD.toNanos());
    this.watches = new Watch[slots.size()];
    for (int i = 0; i < watches.length; i++) {
      watches[i] = new Watch<>();
    }
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
      try {
        look();
        policy.lookedAround();
      } catch (RuntimeException | Error e) {
        // Of a policy or a listener, or of a machine without memory: the next look is as good.
      }
      if (!stopped) {
        long next = ticker.nanoTime() + periodNanos;
        ticker.parkUntil(this, openings.nextAttemptOr(next));
        // Nobody interrupts this thread but by mistake; a set flag would make it spin.
        Thread.interrupted();
      }
    }
  }

  private void look() {
    words.stripes().calm();
    openings.pump();
    long now = ticker.nanoTime();
    deadlines.enforce(now);
    surplus = countOpen() - limits.minSize();
    for (Slot<R> slot : slots.all()) {
      Watch<R> watch = watches[slot.index];
      long word = words.word(slot.index);
      switch (SlotWords.stateOf(word)) {
        case SlotWords.IDLE -> {
          note(slot, watch, word, now);
          lookAtIdle(slot, watch, now);
        }
        case SlotWords.IN_USE, SlotWords.RETURNING -> {
          note(slot, watch, word, now);
          lookAtLent(slot, watch, now);
        }
        default -> noteLeakReturned(watch, SlotWords.loanOf(word), now);
      }
    }
  }

  private int countOpen() {
    int open = 0;
    for (Slot<R> slot : slots.all()) {
      int state = words.state(slot.index);
      if (state != SlotWords.EMPTY && state != SlotWords.CONNECTING && state != SlotWords.CLOSING) {
        open++;
      }
    }
    return open;
  }

  /** Compares what is there with what was there at the last look. */
  private void note(Slot<R> slot, Watch<R> watch, long word, long now) {
    long loan = SlotWords.loanOf(word);
    noteLeakReturned(watch, loan, now);
    boolean lent = SlotWords.stateOf(word) != SlotWords.IDLE;
    boolean fresh = watch.resource != slot.resourceOrNull();
    if (fresh) {
      watch.resource = slot.resourceOrNull();
    }
    if (fresh || watch.loan != loan || watch.lent) {
      watch.quietSince = fresh ? slot.openedAt : now;
    }
    if (fresh || !watch.lent || watch.loan != loan) {
      watch.lentSince = now;
    }
    watch.loan = loan;
    watch.lent = lent;
  }

  private void noteLeakReturned(Watch<R> watch, long loan, long now) {
    Holder leak = watch.leak;
    R resource = watch.resource;
    if (leak != null && leak.loan() != loan) {
      watch.leak = null;
      if (resource != null && !limits.reclaimLeaks()) {
        long lasted = now - watch.lentSince;
        announcer.tell(listener -> listener.leakReturned(resource, leak, lasted));
      }
    }
  }

  private void lookAtIdle(Slot<R> slot, Watch<R> watch, long now) {
    if (now - slot.expiresAt >= 0) {
      boolean needed = surplus <= 0 || now - watch.quietSince <= periodNanos;
      if (!needed) {
        close(slot, Retirement.LIFETIME, false);
      } else if (!supersede(slot)) {
        close(slot, Retirement.LIFETIME, true);
      }
    } else if (idleNanos > 0 && surplus > 0 && now - watch.quietSince >= idleNanos) {
      close(slot, Retirement.IDLE, false);
    } else if (keepaliveNanos > 0
        && now - watch.quietSince >= keepaliveNanos
        && now - slot.testedAt >= keepaliveNanos) {
      lending.testInBackground(slot);
    }
  }

  private void lookAtLent(Slot<R> slot, Watch<R> watch, long now) {
    if (now - slot.expiresAt >= 0 && !words.retires(slot.index) && !supersede(slot)) {
      words.noteRetire(slot.index);
    }
    long lasted = now - watch.lentSince;
    if (leakNanos > 0 && lasted >= leakNanos) {
      leaked(slot, watch, lasted, now);
    }
  }

  private void leaked(Slot<R> slot, Watch<R> watch, long lasted, long now) {
    Holder holder = slot.holder();
    R resource = slot.resourceOrNull();
    if (holder == null || resource == null) {
      return;
    }
    boolean reclaim = limits.reclaimLeaks();
    if (watch.leak == null) {
      watch.leak = holder;
      watch.cancelledAt = now;
      announcer.tell(listener -> listener.leaked(resource, holder, lasted, reclaim));
      if (reclaim) {
        // First, or what it runs would go on behind the cut.
        cancels.send(slot, holder.loan(), resource);
      }
    } else if (reclaim && now - watch.cancelledAt >= RECLAIM_GRACE_NANOS) {
      disposal.cutOff(
          slot, holder.loan(), Retirement.REVOKED, "it was lent for longer than leakTimeout");
    }
  }

  /** Whether another resource is on its way in place of an old one, or was asked for. */
  private boolean supersede(Slot<R> old) {
    if (replacing.isSuperseded(old)) {
      return true;
    }
    boolean asked = permits.anyFree() && replacing.supersede(old);
    if (asked) {
      openings.pump();
    }
    return asked;
  }

  private void close(Slot<R> slot, Retirement why, boolean replace) {
    if (words.take(slot.index, SlotWords.CLOSING)) {
      surplus--;
      disposal.close(slot, why, null, replace);
    }
  }
}
