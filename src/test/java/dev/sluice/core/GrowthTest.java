package dev.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.TestPolicy.Thing;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a pool that has resources opens more: opening takes 100 ms here. */
class GrowthTest extends PoolTestBase {
  private static final Duration PATIENCE_OF_A_QUARTER = Duration.ofMillis(25);

  private final HandTicker clock = new HandTicker();

  @Override
  void timeGoesBy() {
    clock.advance(Duration.ofMillis(10));
  }

  @BeforeEach
  void slowOpening() {
    policy.onOpen =
        () -> {
          clock.advance(Duration.ofMillis(100));
          return null;
        };
    pool(Limits.ofSize(0, 4), clock, new PoolListener<>() {});
  }

  /** Lent while maintenance, which would have the pool grow at once, rests. */
  private Slot<Thing> first() throws BorrowException {
    Slot<Thing> slot = take(SOON);
    eventually("maintenance to rest", () -> threads.stream().anyMatch(clock::isParked));
    // Whoever has opened it looks once more what is wanted.
    eventually("the connector to rest", () -> threads.stream().allMatch(GrowthTest::isAtRest));
    return slot;
  }

  private static boolean isAtRest(Thread thread) {
    return switch (thread.getState()) {
      case WAITING, TIMED_WAITING, TERMINATED -> true;
      default -> false;
    };
  }

  private CompletableFuture<Slot<Thing>> waiter(Duration patience) {
    CompletableFuture<Slot<Thing>> waiting = start(() -> take(patience.toNanos()));
    eventually("a waiter", () -> pool.snapshot().waiting() == 1);
    return waiting;
  }

  /** Lets time go by until the waiter has seen it. */
  private void pass(Duration time) {
    eventually("all to be parked", () -> clock.parkedBorrowers() == 1);
    clock.advance(time);
    eventually("all to be parked again", () -> clock.parkedBorrowers() == 1);
  }

  @Test
  void aSpikeThatIsOverSoonOpensNothing() throws Exception {
    Slot<Thing> held = first();
    CompletableFuture<Slot<Thing>> waiting = waiter(Duration.ofHours(1));
    pass(PATIENCE_OF_A_QUARTER.minusMillis(1));
    give(held);
    give(outcome(waiting));
    assertThat(policy.all).hasSize(1);
  }

  @Test
  void whoeverWaitsForLongerHasAnotherOpened() throws Exception {
    Slot<Thing> held = first();
    CompletableFuture<Slot<Thing>> waiting = waiter(Duration.ofHours(1));
    clock.advance(PATIENCE_OF_A_QUARTER);
    Slot<Thing> another = outcome(waiting);
    assertThat(policy.all).hasSize(2);
    give(held);
    give(another);
  }

  @Test
  void whoeverHasLittleTimeDoesNotWaitForLong() throws Exception {
    Slot<Thing> held = first();
    CompletableFuture<Slot<Thing>> waiting = waiter(Duration.ofMillis(12));
    clock.advance(Duration.ofMillis(6));
    eventually("another to be open", () -> policy.all.size() == 2);
    waiting.handle((slot, timeout) -> null).join();
    give(held);
    if (!waiting.isCompletedExceptionally()) {
      give(waiting.join());
    }
  }
}
