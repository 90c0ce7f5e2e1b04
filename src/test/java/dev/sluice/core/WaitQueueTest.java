package dev.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** For how long a waiter may be overtaken. */
class WaitQueueTest {
  private static final long SLOW_HAND_OFF = Duration.ofMillis(4).toNanos();
  private static final int SLOTS = 2;

  private final HandTicker clock = new HandTicker();
  private final WaitQueue<String> queue = new WaitQueue<>(clock, SLOTS);

  private Waiter<String> joined() {
    Waiter<String> waiter = new Waiter<>(Thread.currentThread(), clock.nanoTime());
    assertThat(queue.join(waiter, 0)).isNull();
    return waiter;
  }

  private static long bound(Waiter<String> waiter) {
    return waiter.overtakenUntil - waiter.since;
  }

  private void handOffThatTakes(long nanos) {
    Waiter<String> waiter = joined();
    assertThat(queue.insist(waiter)).isTrue();
    assertThat(queue.handOff(Slot.detached("a thing"))).isTrue();
    clock.advance(Duration.ofNanos(nanos));
    queue.received(waiter);
  }

  @Test
  void itIsAMillisecondWhereHandOffsTakeNoTime() {
    handOffThatTakes(0);
    joined();
    assertThat(bound(joined())).isEqualTo(Pool.OVERTAKING_BOUND_NANOS);
  }

  @Test
  void itGrowsWithTheWaitersBeforeAndWithWhatAHandOffTakes() {
    handOffThatTakes(SLOW_HAND_OFF);
    assertThat(bound(joined())).isEqualTo(Pool.OVERTAKING_BOUND_NANOS);
    // The first hand-off counts for an eighth; four times what two of them in a row take.
    long each = 4 * SLOW_HAND_OFF / 8 / SLOTS;
    assertThat(bound(joined())).isEqualTo(Pool.OVERTAKING_BOUND_NANOS + each);
    assertThat(bound(joined())).isEqualTo(Pool.OVERTAKING_BOUND_NANOS + 2 * each);
  }

  @Test
  void itHasAnEnd() {
    handOffThatTakes(SLOW_HAND_OFF);
    for (int i = 0; i < 100; i++) {
      joined();
    }
    assertThat(bound(joined())).isEqualTo(Pool.LONGEST_OVERTAKING_NANOS);
  }

  @Test
  void itShrinksAgainWhenHandOffsAreQuick() {
    handOffThatTakes(SLOW_HAND_OFF);
    for (int i = 0; i < 100; i++) {
      handOffThatTakes(0);
    }
    joined();
    assertThat(bound(joined())).isLessThan(Pool.OVERTAKING_BOUND_NANOS + SLOW_HAND_OFF / 1000);
  }
}
