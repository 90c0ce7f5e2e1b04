package dev.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.TestPolicy.Thing;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;

/** What the tests of the pool share: a pool of hand-made things, and the check at the end. */
abstract class PoolTestBase {
  static final long SOON = Duration.ofSeconds(20).toNanos();
  static final Duration PATIENCE = Duration.ofSeconds(20);

  static final Client CLIENT = new Client();

  final TestPolicy policy = new TestPolicy();
  final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  Pool<Thing> pool;

  Pool<Thing> pool(Limits limits, Ticker ticker, PoolListener<Thing> listener) {
    pool =
        new Pool<>(
            limits,
            policy,
            listener,
            ticker,
            task -> {
              Thread thread = new Thread(task, "test-pool");
              thread.setDaemon(true);
              threads.add(thread);
              return thread;
            });
    return pool;
  }

  Pool<Thing> pool(int minSize, int maxSize) {
    return pool(Limits.ofSize(minSize, maxSize), Ticker.system(), new PoolListener<>() {});
  }

  /** Borrows, and checks that nobody else has the thing. */
  Slot<Thing> take(long nanos) throws BorrowException {
    Slot<Thing> slot = pool.borrow(nanos);
    Thing thing = slot.resource();
    assertThat(thing.users.incrementAndGet()).as("borrowers of %s", thing).isEqualTo(1);
    assertThat(thing.open).as("%s is open", thing).isTrue();
    slot.lentTo(CLIENT, null);
    return slot;
  }

  void give(Slot<Thing> slot) {
    slot.resource().users.decrementAndGet();
    assertThat(slot.releaseUnused(loan(slot))).isTrue();
  }

  /** The loan of a slot that the test has, which nobody has ended. */
  static long loan(Slot<Thing> slot) {
    return java.util.Objects.requireNonNull(slot.holder()).loan();
  }

  /** Begins the return of a slot that the test has, and may then release, refresh or discard. */
  static long returning(Slot<Thing> slot) {
    long loan = loan(slot);
    assertThat(slot.beginReturn(loan)).isTrue();
    return loan;
  }

  static <T> CompletableFuture<T> start(Callable<T> action) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(action.call());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            },
            "test-borrower");
    thread.setDaemon(true);
    thread.start();
    return result;
  }

  static <T> T outcome(CompletableFuture<T> future) throws Exception {
    try {
      return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    } catch (TimeoutException e) {
      throw new AssertionError("nothing came within " + PATIENCE, e);
    }
  }

  static void eventually(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("waiting for: " + what).isNegative();
      LockSupport.parkNanos(200_000);
    }
  }

  /** Called again and again while a test ends, so that a clock moved by hand does not stand. */
  void timeGoesBy() {}

  /** Every test ends here: what the pool counts is what there is, and a drain leaves nothing. */
  @AfterEach
  void theInvariantsHold() {
    if (pool == null) {
      return;
    }
    if (!pool.isClosed()) {
      eventually(
          "the figures to agree with what is open",
          () -> {
            PoolSnapshot now = pool.snapshot();
            return now.connecting() > 0
                || (now.total() - now.connecting() == policy.open.size()
                    && pool.slots.words.countIdle() == now.idle());
          });
    }
    assertThat(policy.mostOpen.get()).isLessThanOrEqualTo(pool.limits.maxSize());
    assertThat(policy.mostOpening.get()).isLessThanOrEqualTo(pool.limits.maxConnecting());
    CompletableFuture<DrainReport> draining =
        start(
            () -> pool.drain(new DrainPlan(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(10))));
    eventually(
        "the drain to end",
        () -> {
          timeGoesBy();
          return draining.isDone();
        });
    DrainReport report = draining.join();
    assertThat(report.leftOpen()).isZero();
    assertThat(policy.open).isEmpty();
    assertThat(pool.queue.size()).isZero();
    eventually("the threads to end", () -> threads.stream().noneMatch(Thread::isAlive));
  }
}
