package dev.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When the mode is ordered, and until when a waiter may be overtaken. */
class WaitQueueTest {
  private static final int SLOTS = 2;
  private static final long FAR = Duration.ofHours(1).toNanos();
  private static final Duration BOUND = Duration.ofNanos(Pool.OVERTAKING_BOUND_NANOS);
  private static final Duration LONGEST = Duration.ofNanos(Pool.LONGEST_OVERTAKING_NANOS);
  private static final Duration A_MOMENT = Duration.ofNanos(5);

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

  private void goesBy(int ended, Duration each) {
    for (int i = 0; i < ended; i++) {
      loans.lend(0);
      clock.advance(each);
      assertThat(loans.giveBack(0, loans.loan(0))).isTrue();
    }
  }

  /** The next waiter is the last of a batch that is served in order. */
  private Waiter<String> endOfABatch() {
    joined();
    clock.advance(BOUND);
    Waiter<String> last = joined();
    assertThat(handedOver()).isTrue();
    assertThat(queue.ordered()).isTrue();
    return last;
  }

  /** Behind a batch, where loans took three times as long in order as with overtaking. */
  private Waiter<String> whereOrderIsDear(int loansMeasured, Duration overtaking) {
    endOfABatch();
    goesBy(loansMeasured, overtaking.multipliedBy(3));
    joined();
    assertThat(handedOver()).isTrue();
    assertThat(queue.ordered()).isFalse();
    goesBy(loansMeasured, overtaking);
    joined();
    assertThat(handedOver()).as("past the bound").isTrue();
    assertThat(queue.ordered()).isTrue();
    goesBy(loansMeasured, overtaking.multipliedBy(3));
    Waiter<String> oldest = joined();
    assertThat(handedOver()).isTrue();
    assertThat(queue.ordered()).isFalse();
    return oldest;
  }

  private Waiter<String> whereLoansAreLong() {
    return whereOrderIsDear(200, Duration.ofNanos(10_000));
  }

  private Waiter<String> whereLoansAreShort() {
    return whereOrderIsDear(20_000, Duration.ofNanos(100));
  }

  @Test
  void theOldestIsServedWhenItHasWaitedForItsBound() {
    Waiter<String> oldest = joined();
    Waiter<String> second = joined();
    clock.advance(BOUND.minus(A_MOMENT));
    assertThat(queue.overdue()).isFalse();
    assertThat(handedOver()).isFalse();
    clock.advance(A_MOMENT);
    assertThat(queue.overdue()).isTrue();
    assertThat(queue.undisturbed()).as("nobody else takes an idle slot").isFalse();
    assertThat(handedOver()).isTrue();
    assertThat(oldest.handed()).isNotNull();
    assertThat(second.handed()).isNull();
    assertThat(queue.ordered()).isTrue();
  }

  @Test
  void nobodyWakesByHimselfAsLongAsOthersLookAtTheClock() {
    Waiter<String> oldest = joined();
    assertThat(queue.bound(oldest, FAR)).isEqualTo(FAR);
    clock.advance(BOUND);
    assertThat(insists(oldest)).isFalse();
  }

  @Test
  void nobodyIsOverdueWhereNobodyWaits() {
    assertThat(queue.leave(joined())).isTrue();
    clock.advance(BOUND);
    assertThat(queue.overdue()).isFalse();
    assertThat(handedOver()).isFalse();
  }

  @Test
  void orderLastsForAllWhoWaitedWhenItBegan() {
    Waiter<String> first = joined();
    Waiter<String> second = joined();
    clock.advance(BOUND);
    Waiter<String> third = joined();
    assertThat(handedOver()).isTrue();
    assertThat(first.handed()).isNotNull();
    Waiter<String> late = joined();
    for (Waiter<String> each : List.of(second, third)) {
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
    endOfABatch();
    Waiter<String> late = joined();
    goesBy(100, Duration.ofSeconds(1));
    assertThat(handedOver()).isTrue();
    assertThat(queue.ordered()).isTrue();
    assertThat(handedOver()).isTrue();
    assertThat(late.handed()).isNotNull();
    assertThat(queue.undisturbed()).isTrue();
  }

  @Test
  void behindABatchTheBoundBeginsAnew() {
    endOfABatch();
    joined();
    clock.advance(Duration.ofSeconds(1));
    assertThat(handedOver()).isTrue();
    clock.advance(BOUND.minus(A_MOMENT));
    assertThat(queue.overdue()).isFalse();
    clock.advance(A_MOMENT);
    assertThat(queue.overdue()).isTrue();
  }

  @Test
  void whoFollowsTheOldestThatLeftHasABoundOfItsOwn() {
    Waiter<String> oldest = joined();
    clock.advance(A_MOMENT);
    joined();
    assertThat(queue.leave(oldest)).isTrue();
    clock.advance(BOUND.minus(A_MOMENT));
    assertThat(queue.overdue()).isFalse();
    clock.advance(A_MOMENT);
    assertThat(queue.overdue()).isTrue();
  }

  @Test
  void orderEndsWithTheLastWaiter() {
    assertThat(queue.leave(endOfABatch())).isTrue();
    assertThat(queue.undisturbed()).isTrue();
  }

  @Test
  void whereOrderIsDearEachIsServedByItselfAtItsOwnBound() {
    Waiter<String> first = whereLoansAreLong();
    clock.advance(A_MOMENT);
    Waiter<String> second = joined();
    clock.advance(LONGEST.minus(A_MOMENT));
    assertThat(handedOver()).isTrue();
    assertThat(first.handed()).isNotNull();
    assertThat(queue.undisturbed()).as("the second may be overtaken").isTrue();
    assertThat(queue.overdue()).isFalse();
    clock.advance(A_MOMENT);
    assertThat(queue.overdue()).isTrue();
    assertThat(handedOver()).isTrue();
    assertThat(second.handed()).isNotNull();
  }

  @Test
  void whereOrderIsDearEachIsServedByItselfThoughTheNextOneIsOverdueToo() {
    whereLoansAreLong();
    joined();
    clock.advance(LONGEST);
    assertThat(handedOver()).isTrue();
    assertThat(queue.ordered()).isFalse();
    assertThat(queue.overdue()).isTrue();
    assertThat(handedOver()).isTrue();
  }

  @Test
  void whereOrderIsDearThereIsOrderAgainAfterSomeBounds() {
    whereLoansAreLong();
    for (int i = 1; i < OrderCost.ROUNDS; i++) {
      clock.advance(LONGEST);
      joined();
      assertThat(handedOver()).isTrue();
      assertThat(queue.ordered()).as("round %d", i).isFalse();
    }
    clock.advance(LONGEST);
    joined();
    assertThat(handedOver()).isTrue();
    assertThat(queue.ordered()).isTrue();
  }

  @Test
  void whenNobodyWaitsAnyMoreTheUsualBoundIsBack() {
    assertThat(queue.leave(whereLoansAreLong())).isTrue();
    joined();
    clock.advance(BOUND);
    joined();
    assertThat(handedOver()).isTrue();
    assertThat(queue.ordered()).isTrue();
  }

  @Test
  void whereLoansAreShortTheOldestLooksAtTheClockItself() {
    Waiter<String> oldest = whereLoansAreShort();
    Waiter<String> second = joined();
    long bound = clock.nanoTime() + LONGEST.toNanos();
    assertThat(queue.bound(oldest, FAR)).isEqualTo(bound);
    assertThat(queue.bound(oldest, 1)).as("what comes first").isEqualTo(1);
    assertThat(queue.bound(second, FAR)).isEqualTo(FAR);
    assertThat(insists(oldest)).isFalse();
    clock.advance(LONGEST);
    assertThat(queue.overdue()).as("to be seen by others").isFalse();
    assertThat(handedOver()).isFalse();
    assertThat(insists(second)).isFalse();
    assertThat(insists(oldest)).isTrue();
    assertThat(insists(oldest)).as("once is enough").isFalse();
    assertThat(queue.ordered()).isTrue();
    assertThat(queue.bound(oldest, FAR)).as("has its turn").isEqualTo(FAR);
    assertThat(handedOver()).isTrue();
    assertThat(oldest.handed()).isNotNull();
  }

  @Test
  void whereLoansAreShortWhoBecomesTheOldestIsBoundByItself() {
    Waiter<String> oldest = whereLoansAreShort();
    clock.advance(A_MOMENT);
    Waiter<String> second = joined();
    assertThat(queue.leave(oldest)).isTrue();
    assertThat(queue.bound(second, FAR)).isEqualTo(clock.nanoTime() + LONGEST.toNanos());
  }
}
