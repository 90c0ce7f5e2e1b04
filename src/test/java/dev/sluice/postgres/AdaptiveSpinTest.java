package dev.sluice.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.postgres.AdaptiveSpin.Look;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AdaptiveSpinTest {
  private final AtomicInteger waiting = new AtomicInteger();
  private final AdaptiveSpin spin = new AdaptiveSpin(2, waiting);

  /** With a single processor there is no room. */
  private final AdaptiveSpin crowded = new AdaptiveSpin(1, new AtomicInteger());

  private static Look wait(AdaptiveSpin spin) {
    Look look = spin.begin();
    spin.answered();
    return look;
  }

  /** How many waits go without this look until the next one that has one. */
  private static int skipped(AdaptiveSpin spin, Look look) {
    int skipped = 0;
    while (wait(spin) != look && skipped <= AdaptiveSpin.MOST_SKIPPED) {
      skipped++;
    }
    return skipped;
  }

  @Test
  void eachWaitLooksAsLongAsThatPays() {
    for (int i = 0; i < 100; i++) {
      assertThat(wait(spin)).isEqualTo(Look.SPIN);
      spin.spun(true);
      assertThat(wait(crowded)).isEqualTo(Look.ONE);
      crowded.lookedOnce(true);
    }
  }

  @Test
  void eachLookInVainDoublesHowManyWaitsGoWithoutUpToALimit() {
    for (int expected = 1; expected <= AdaptiveSpin.MOST_SKIPPED; expected = 2 * expected + 1) {
      spin.spun(false);
      assertThat(skipped(spin, Look.SPIN)).isEqualTo(expected);
      crowded.lookedOnce(false);
      assertThat(skipped(crowded, Look.ONE)).isEqualTo(expected);
    }
    spin.spun(false);
    assertThat(skipped(spin, Look.SPIN)).isEqualTo(AdaptiveSpin.MOST_SKIPPED);
    crowded.lookedOnce(false);
    assertThat(skipped(crowded, Look.ONE)).isEqualTo(AdaptiveSpin.MOST_SKIPPED);
  }

  @Test
  void eachLookThatPaidTakesOneDoublingBack() {
    spin.spun(false);
    spin.spun(false);
    assertThat(skipped(spin, Look.SPIN)).isEqualTo(3);
    spin.spun(true);
    assertThat(skipped(spin, Look.SPIN)).isEqualTo(1);
    spin.spun(true);
    assertThat(skipped(spin, Look.SPIN)).isZero();
  }

  @Test
  void aSpinInVainLeavesTheSingleLookAndTheOtherWayRound() {
    spin.spun(false);
    assertThat(wait(spin)).isEqualTo(Look.ONE);
    spin.lookedOnce(false);
    assertThat(wait(spin)).isEqualTo(Look.SPIN);
    spin.spun(false);
    assertThat(wait(spin)).isEqualTo(Look.NONE);
  }

  @Test
  void nobodySpinsWhereThereIsNoProcessorForTheServer() {
    assertThat(crowded.begin()).isEqualTo(Look.ONE);
  }

  @Test
  void nobodySpinsWhileMoreWaitThanHaveTwoProcessorsEach() {
    AdaptiveSpin other = new AdaptiveSpin(2, waiting);
    assertThat(spin.begin()).isEqualTo(Look.SPIN);
    assertThat(other.begin()).isEqualTo(Look.ONE);
    // And who looks already ceases to.
    assertThat(spin.hasRoom()).isFalse();
    other.answered();
    assertThat(spin.hasRoom()).isTrue();
    spin.answered();
    assertThat(waiting).hasValue(0);
  }

  @Test
  void whoComesOutOfACrowdSpinsAfterAFewWaits() {
    AdaptiveSpin other = new AdaptiveSpin(2, waiting);
    other.asked();
    for (int i = 0; i < AdaptiveSpin.MOST_SKIPPED; i++) {
      assertThat(wait(spin)).isEqualTo(Look.ONE);
    }
    other.answered();
    for (int expected = 15; expected > 0; expected = (expected - 1) / 2) {
      assertThat(skipped(spin, Look.SPIN)).isEqualTo(expected);
      spin.spun(true);
    }
    assertThat(skipped(spin, Look.SPIN)).isZero();
  }

  @Test
  void aCrowdTakesNothingBackFromSpinsThatWereInVain() {
    for (int i = 0; i < 6; i++) {
      spin.spun(false);
    }
    AdaptiveSpin other = new AdaptiveSpin(2, waiting);
    other.asked();
    assertThat(wait(spin)).isEqualTo(Look.ONE);
    other.answered();
    assertThat(skipped(spin, Look.SPIN)).isEqualTo(63);
  }

  @Test
  void aWaitWithoutRoomCostsOneSpin() {
    AdaptiveSpin other = new AdaptiveSpin(2, waiting);
    other.asked();
    wait(spin);
    other.answered();
    assertThat(skipped(spin, Look.SPIN)).isEqualTo(1);
  }

  @Test
  void moreSpinWhereThereAreMoreProcessors() {
    AdaptiveSpin one = new AdaptiveSpin(4, waiting);
    AdaptiveSpin two = new AdaptiveSpin(4, waiting);
    AdaptiveSpin three = new AdaptiveSpin(4, waiting);
    assertThat(one.begin()).isEqualTo(Look.SPIN);
    assertThat(two.begin()).isEqualTo(Look.SPIN);
    assertThat(three.begin()).isEqualTo(Look.ONE);
  }

  @Test
  void aThreadCountsFromItsQuestionOnAndOnceOnly() {
    AdaptiveSpin other = new AdaptiveSpin(2, waiting);
    other.asked();
    other.asked();
    assertThat(spin.begin()).isEqualTo(Look.ONE);
    spin.answered();
    other.begin();
    assertThat(waiting).hasValue(1);
    other.answered();
    other.answered();
    assertThat(waiting).hasValue(0);
    // One that no crowd has taught to wait.
    assertThat(new AdaptiveSpin(2, waiting).begin()).isEqualTo(Look.SPIN);
  }
}
