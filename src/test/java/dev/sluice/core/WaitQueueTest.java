package dev.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When the mode is ordered, and until when a waiter may be overtaken. */
class WaitQueueTest {
  private static final Duration BOUND = Duration.ofNanos(Pool.OVERTAKING_NANOS);
  private static final Duration A_MOMENT = Duration.ofNanos(5);

  private final HandTicker clock = new HandTicker();
  private final WaitQueue<String> queue = new WaitQueue<>(clock);
  private final List<Waiter<String>> all = new ArrayList<>();

  private Waiter<String> joined() {
    Waiter<String> waiter = new Waiter<>(Thread.currentThread(), clock.nanoTime());
    assertThat(queue.join(waiter, 0)).isNull();
    all.add(waiter);
    return waiter;
  }

  /** A slot becomes idle, and somebody is woken to fetch it. Whether that brings order. */
  private boolean signalBringsOrder() {
    queue.signal();
    all.forEach(queue::looking);
    return queue.ordered();
  }

  private boolean handedOver() {
    signalBringsOrder();
    return queue.handOff(new DetachedSlot<>("a thing").slot());
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

  @Test
  void theOldestIsServedWhenItHasWaitedForItsBound() {
    Waiter<String> oldest = joined();
    Waiter<String> second = joined();
    clock.advance(BOUND.minus(A_MOMENT));
    assertThat(signalBringsOrder()).isFalse();
    assertThat(handedOver()).isFalse();
    clock.advance(A_MOMENT);
    assertThat(signalBringsOrder()).isTrue();
    assertThat(handedOver()).isTrue();
    assertThat(oldest.handed()).isNotNull();
    assertThat(second.handed()).isNull();
    assertThat(queue.ordered()).isTrue();
  }

  @Test
  void nobodyIsOverdueWhereNobodyWaits() {
    assertThat(queue.leave(joined())).isTrue();
    clock.advance(BOUND);
    assertThat(signalBringsOrder()).isFalse();
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
  void behindABatchTheBoundBeginsAnew() {
    endOfABatch();
    joined();
    clock.advance(Duration.ofSeconds(1));
    assertThat(handedOver()).isTrue();
    clock.advance(BOUND.minus(A_MOMENT));
    assertThat(signalBringsOrder()).isFalse();
    clock.advance(A_MOMENT);
    assertThat(signalBringsOrder()).isTrue();
  }

  @Test
  void whoFollowsTheOldestThatLeftHasABoundOfItsOwn() {
    Waiter<String> oldest = joined();
    clock.advance(A_MOMENT);
    joined();
    assertThat(queue.leave(oldest)).isTrue();
    clock.advance(BOUND.minus(A_MOMENT));
    assertThat(signalBringsOrder()).isFalse();
    clock.advance(A_MOMENT);
    assertThat(signalBringsOrder()).isTrue();
  }

  @Test
  void orderEndsWithTheLastWaiter() {
    assertThat(queue.leave(endOfABatch())).isTrue();
    assertThat(signalBringsOrder()).isFalse();
  }

  @Test
  void whoWasWokenAndFoundNothingBringsOrderAtItsBound() {
    Waiter<String> oldest = joined();
    Waiter<String> second = joined();
    clock.advance(BOUND.minus(A_MOMENT));
    assertThat(queue.insist(oldest, clock.nanoTime())).isFalse();
    clock.advance(A_MOMENT);
    assertThat(queue.insist(second, clock.nanoTime())).as("not the oldest").isFalse();
    assertThat(queue.insist(oldest, clock.nanoTime())).isTrue();
    assertThat(queue.insist(oldest, clock.nanoTime())).as("once is enough").isFalse();
    assertThat(queue.undisturbed()).as("nobody else takes an idle slot").isFalse();
  }
}
