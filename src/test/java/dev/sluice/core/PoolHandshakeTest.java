package dev.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.TestPolicy.Thing;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.RepeatedTest;

/**
 * The moments at which one waiter is on its way and releasers rely on it: whatever then happens to
 * that waiter, somebody looks at what was released. A gate in the clock holds a waiter there.
 */
class PoolHandshakeTest extends PoolTestBase {
  private final HandTicker clock = new HandTicker();

  @Override
  void timeGoesBy() {
    gate.countDown();
    clock.advance(Duration.ofMillis(10));
  }

  /** Where one thread is held, at its next step there. */
  private enum Step {
    AFTER_ITS_PARK,
    AT_THE_CLOCK
  }

  private final CountDownLatch gate = new CountDownLatch(1);
  private volatile Thread held;
  private volatile Step where;
  private volatile boolean arrived;

  private final Ticker gated =
      new Ticker() {
        @Override
        public long nanoTime() {
          pass(Step.AT_THE_CLOCK);
          return clock.nanoTime();
        }

        @Override
        public void parkUntil(Object blocker, long deadlineNanos) {
          clock.parkUntil(blocker, deadlineNanos);
          pass(Step.AFTER_ITS_PARK);
        }
      };

  private void pass(Step step) {
    if (Thread.currentThread() == held && where == step) {
      arrived = true;
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private void hold(Thread thread, Step step) {
    where = step;
    held = thread;
  }

  private final CompletableFuture<Thread> first = new CompletableFuture<>();

  private CompletableFuture<Slot<Thing>> firstWaiter(long timeout) throws Exception {
    CompletableFuture<Slot<Thing>> waiter =
        start(
            () -> {
              first.complete(Thread.currentThread());
              return take(timeout);
            });
    outcome(first);
    eventually("the first waiter to park", () -> clock.isParked(first.join()));
    return waiter;
  }

  private CompletableFuture<Slot<Thing>> nextWaiter(int number) {
    CompletableFuture<Slot<Thing>> waiter = start(() -> take(SOON));
    eventually("waiter " + number, () -> pool.snapshot().waiting() == number);
    return waiter;
  }

  @RepeatedTest(20)
  void aWaiterThatTookWhatItWasWokenForPassesTheSignalOn() throws Exception {
    pool(Limits.ofSize(0, 2), gated, new PoolListener<>() {});
    Slot<Thing> one = take(SOON);
    Slot<Thing> two = take(SOON);
    CompletableFuture<Slot<Thing>> waiter = firstWaiter(SOON);
    CompletableFuture<Slot<Thing>> next = nextWaiter(2);
    hold(first.join(), Step.AFTER_ITS_PARK);
    give(one);
    give(two);
    gate.countDown();
    // Neither gives back before both have one.
    Slot<Thing> mine = outcome(waiter);
    give(outcome(next));
    give(mine);
  }

  @RepeatedTest(20)
  void aWaiterThatWasHandedOneWhileItWasWokenForAnotherPassesTheSignalOn() throws Exception {
    pool(Limits.ofSize(0, 2), gated, new PoolListener<>() {});
    Slot<Thing> one = take(SOON);
    Slot<Thing> two = take(SOON);
    CompletableFuture<Slot<Thing>> waiter = firstWaiter(SOON);
    CompletableFuture<Slot<Thing>> next = nextWaiter(2);
    hold(first.join(), Step.AFTER_ITS_PARK);
    give(one);
    eventually("the first waiter to be on its way", () -> arrived);
    // It has waited for its bound: the second one is handed to it.
    clock.advance(Duration.ofNanos(Pool.OVERTAKING_NANOS));
    give(two);
    gate.countDown();
    Slot<Thing> mine = outcome(waiter);
    give(outcome(next));
    give(mine);
  }

  @RepeatedTest(20)
  void aWaiterThatGivesUpAfterItsLastLookPassesTheSignalOn() throws Exception {
    pool(Limits.ofSize(0, 1), gated, new PoolListener<>() {});
    Slot<Thing> one = take(SOON);
    CompletableFuture<Slot<Thing>> waiter = firstWaiter(Pool.OVERTAKING_NANOS / 2);
    CompletableFuture<Slot<Thing>> next = nextWaiter(2);
    hold(first.join(), Step.AT_THE_CLOCK);
    clock.advance(Duration.ofNanos(Pool.OVERTAKING_NANOS - 1));
    eventually("the first waiter to have looked", () -> arrived);
    give(one);
    gate.countDown();
    BorrowException failure = catchThrowableOfType(BorrowException.class, () -> outcome(waiter));
    assertThat(failure.reason()).isEqualTo(BorrowException.Reason.TIMEOUT);
    give(outcome(next));
  }
}
