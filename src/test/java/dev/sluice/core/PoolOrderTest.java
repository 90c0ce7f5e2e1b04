package dev.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.TestPolicy.Thing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Who is served when: the bounded overtaking. */
class PoolOrderTest extends PoolTestBase {
  private final HandTicker clock = new HandTicker();

  @Override
  void timeGoesBy() {
    clock.advance(Duration.ofMillis(10));
  }

  private final List<Integer> served = new CopyOnWriteArrayList<>();
  private final List<CompletableFuture<Slot<Thing>>> waiters = new ArrayList<>();

  private Slot<Thing> exhaustedWithWaiters(int count) throws Exception {
    pool(Limits.ofSize(0, 1), clock, new PoolListener<>() {});
    Slot<Thing> held = take(SOON);
    for (int i = 0; i < count; i++) {
      int number = i;
      waiters.add(
          start(
              () -> {
                Slot<Thing> slot = take(SOON);
                served.add(number);
                return slot;
              }));
      eventually("waiter " + i, () -> pool.snapshot().waiting() == number + 1);
    }
    return held;
  }

  private void pastTheBound() {
    clock.advance(Duration.ofNanos(Pool.OVERTAKING_NANOS));
  }

  @Test
  void pastTheBoundReturnsGoToTheWaitersInTheOrderInWhichTheyCame() throws Exception {
    Slot<Thing> slot = exhaustedWithWaiters(5);
    pastTheBound();
    for (int i = 0; i < 5; i++) {
      give(slot);
      slot = outcome(waiters.get(i));
      assertThat(served).hasSize(i + 1);
    }
    give(slot);
    assertThat(served).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void pastTheBoundAReturnIsHandedOver() throws Exception {
    Slot<Thing> slot = exhaustedWithWaiters(2);
    pastTheBound();
    give(slot);
    // One that is woken to fetch it begins no batch.
    assertThat(pool.queue.ordered()).isTrue();
    give(outcome(waiters.get(0)));
    give(outcome(waiters.get(1)));
  }

  @Test
  void pastTheBoundNobodyOvertakes() throws Exception {
    Slot<Thing> slot = exhaustedWithWaiters(3);
    pastTheBound();
    for (int i = 0; i < 3; i++) {
      give(slot);
      // A running thread comes right behind the return, again and again.
      BorrowException refused = catchThrowableOfType(BorrowException.class, () -> pool.borrow(0));
      assertThat(refused).as("the newcomer behind return %d", i).isNotNull();
      slot = outcome(waiters.get(i));
    }
    give(slot);
  }

  @Test
  void theModeGoesBackWhenTheLastWaiterIsServed() throws Exception {
    Slot<Thing> slot = exhaustedWithWaiters(1);
    pastTheBound();
    give(slot);
    slot = outcome(waiters.get(0));
    assertThat(pool.queue.undisturbed()).isTrue();
    give(slot);
    give(take(0));
  }

  @Test
  void theModeGoesBackWhenTheOldestWaiterHasNotWaitedForLong() throws Exception {
    Slot<Thing> slot = exhaustedWithWaiters(2);
    pastTheBound();
    give(slot);
    slot = outcome(waiters.get(0));
    CompletableFuture<Slot<Thing>> young = start(() -> take(SOON));
    eventually("the young waiter", () -> pool.snapshot().waiting() == 2);
    give(slot);
    slot = outcome(waiters.get(1));
    assertThat(pool.queue.undisturbed()).isTrue();
    // The young one is the oldest now, and has a bound of its own.
    pastTheBound();
    give(slot);
    give(outcome(young));
  }

  @Test
  void beforeTheBoundAWaiterIsWokenAndServed() throws Exception {
    Slot<Thing> slot = exhaustedWithWaiters(2);
    give(slot);
    slot = outcome(waiters.get(0));
    give(slot);
    give(outcome(waiters.get(1)));
    assertThat(served).containsExactly(0, 1);
  }

  @Test
  void theOldestWaiterThatGivesUpLeavesItsTurnToTheNextOne() throws Exception {
    pool(Limits.ofSize(0, 1), clock, new PoolListener<>() {});
    Slot<Thing> held = take(SOON);
    CompletableFuture<Slot<Thing>> impatient = start(() -> take(Duration.ofMillis(3).toNanos()));
    eventually("the impatient one", () -> pool.snapshot().waiting() == 1);
    CompletableFuture<Slot<Thing>> patient = start(() -> take(SOON));
    eventually("the patient one", () -> pool.snapshot().waiting() == 2);
    clock.advance(Duration.ofMillis(3));
    assertThat(catchThrowableOfType(BorrowException.class, () -> outcome(impatient)).reason())
        .isEqualTo(BorrowException.Reason.TIMEOUT);
    give(held);
    BorrowException refused = catchThrowableOfType(BorrowException.class, () -> pool.borrow(0));
    assertThat(refused).as("a newcomer").isNotNull();
    give(outcome(patient));
  }
}
