package dev.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When the mode is ordered, and until when a waiter may be overtaken. */
class WaitQueueTest {
  private static final int SLOTS = 2;
  private static final long FAR = Duration.ofHours(1).toNanos();

  private final HandTicker clock = new HandTicker();
  private final Loans loans = new Loans(SLOTS);
  private final WaitQueue<String> queue = new WaitQueue<>(clock, loans, SLOTS);

  private Waiter<String> joined() {
    Waiter<String> waiter = new Waiter<>(Thread.currentThread(), clock.nanoTime());
    assertThat(queue.join(waiter, 0)).isNull();
    return waiter;
  }

  private boolean handedOver() {
    return queue.handOff(Slot.detached("a thing"));
  }

  private boolean insists(Waiter<String> waiter) {
    return queue.insist(waiter, clock.nanoTime());
  }

  private void pastTheBound() {
    clock.advance(Duration.ofNanos(Pool.OVERTAKING_BOUND_NANOS));
  }

  private Waiter<String> insisting() {
    Waiter<String> oldest = joined();
    pastTheBound();
    assertThat(insists(oldest)).isTrue();
    return oldest;
  }

  @Test
  void theOldestInsistsWhenItHasWaitedForItsBound() {
    Waiter<String> oldest = joined();
    assertThat(insists(oldest)).isFalse();
    pastTheBound();
    assertThat(insists(oldest)).isTrue();
    assertThat(queue.ordered()).isTrue();
    assertThat(insists(oldest)).as("once is enough").isFalse();
  }

  @Test
  void nobodyElseInsists() {
    joined();
    Waiter<String> second = joined();
    pastTheBound();
    assertThat(insists(second)).isFalse();
  }

  @Test
  void onlyTheOldestIsWokenByItsBound() {
    Waiter<String> oldest = joined();
    Waiter<String> second = joined();
    assertThat(queue.bound(oldest, FAR)).isEqualTo(Pool.OVERTAKING_BOUND_NANOS);
    assertThat(queue.bound(oldest, 1)).as("what comes first").isEqualTo(1);
    assertThat(queue.bound(second, FAR)).isEqualTo(FAR);
    pastTheBound();
    assertThat(insists(oldest)).isTrue();
    assertThat(queue.bound(oldest, FAR)).as("has its turn").isEqualTo(FAR);
  }

  @Test
  void orderLastsForAllWhoWaitedWhenItBegan() {
    Waiter<String> first = joined();
    Waiter<String> second = joined();
    pastTheBound();
    Waiter<String> third = joined();
    assertThat(insists(first)).isTrue();
    Waiter<String> late = joined();
    for (Waiter<String> each : List.of(first, second, third)) {
      assertThat(queue.ordered()).isTrue();
      assertThat(handedOver()).isTrue();
      assertThat(each.handed()).isNotNull();
    }
    assertThat(queue.ordered()).isFalse();
    assertThat(handedOver()).isFalse();
    assertThat(late.handed()).isNull();
  }

  @Test
  void orderGoesOnWhereLoansTakeLong() {
    insisting();
    Waiter<String> late = joined();
    loans.publish(0);
    for (int i = 0; i < 100; i++) {
      assertThat(loans.claim(0)).isZero();
      clock.advance(Duration.ofSeconds(1));
      assertThat(loans.giveBack(0, loans.loan(0))).isTrue();
    }
    assertThat(handedOver()).isTrue();
    assertThat(queue.ordered()).isTrue();
    assertThat(handedOver()).isTrue();
    assertThat(late.handed()).isNotNull();
    assertThat(queue.undisturbed()).isTrue();
  }

  @Test
  void behindABatchTheBoundBeginsAnew() {
    insisting();
    Waiter<String> late = joined();
    clock.advance(Duration.ofSeconds(1));
    assertThat(handedOver()).isTrue();
    assertThat(queue.bound(late, FAR)).isEqualTo(clock.nanoTime() + Pool.OVERTAKING_BOUND_NANOS);
  }

  @Test
  void whoFollowsTheOldestThatLeftHasABoundOfItsOwn() {
    Waiter<String> oldest = joined();
    clock.advance(Duration.ofNanos(5));
    Waiter<String> second = joined();
    assertThat(queue.leave(oldest)).isTrue();
    assertThat(queue.bound(second, FAR)).isEqualTo(5 + Pool.OVERTAKING_BOUND_NANOS);
  }

  @Test
  void orderEndsWithTheLastWaiter() {
    Waiter<String> only = insisting();
    assertThat(queue.leave(only)).isTrue();
    assertThat(queue.undisturbed()).isTrue();
  }
}
