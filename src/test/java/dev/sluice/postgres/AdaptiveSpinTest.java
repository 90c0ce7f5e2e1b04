package dev.sluice.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AdaptiveSpinTest {
  private final AtomicInteger waiting = new AtomicInteger();
  private final AdaptiveSpin spin = new AdaptiveSpin(2, waiting);

  private boolean looks() {
    boolean looks = spin.begin();
    spin.end();
    return looks;
  }

  /** How many waits go without a look until the next one that has one. */
  private int skipped() {
    int skipped = 0;
    while (!looks() && skipped <= AdaptiveSpin.MOST_SKIPPED) {
      skipped++;
    }
    return skipped;
  }

  @Test
  void eachWaitLooksAsLongAsThatPays() {
    for (int i = 0; i < 100; i++) {
      assertThat(looks()).isTrue();
      spin.went(true);
    }
  }

  @Test
  void eachLookInVainDoublesHowManyWaitsGoWithoutUpToALimit() {
    for (int expected = 1; expected <= AdaptiveSpin.MOST_SKIPPED; expected = 2 * expected + 1) {
      spin.went(false);
      assertThat(skipped()).isEqualTo(expected);
    }
    spin.went(false);
    assertThat(skipped()).isEqualTo(AdaptiveSpin.MOST_SKIPPED);
  }

  @Test
  void eachLookThatPaidTakesOneDoublingBack() {
    spin.went(false);
    spin.went(false);
    assertThat(skipped()).isEqualTo(3);
    spin.went(true);
    assertThat(skipped()).isEqualTo(1);
    spin.went(true);
    assertThat(skipped()).isZero();
  }

  @Test
  void nobodyLooksWhereThereIsNoProcessorForTheServer() {
    assertThat(new AdaptiveSpin(1, waiting).begin()).isFalse();
  }

  @Test
  void nobodyLooksWhileMoreWaitThanHaveTwoProcessorsEach() {
    AdaptiveSpin other = new AdaptiveSpin(2, waiting);
    assertThat(spin.begin()).isTrue();
    assertThat(other.begin()).isFalse();
    // And who looks already ceases to.
    assertThat(spin.hasRoom()).isFalse();
    other.end();
    assertThat(spin.hasRoom()).isTrue();
    spin.end();
    assertThat(waiting).hasValue(0);
  }

  @Test
  void moreLookWhereThereAreMoreProcessors() {
    AdaptiveSpin one = new AdaptiveSpin(4, waiting);
    AdaptiveSpin two = new AdaptiveSpin(4, waiting);
    AdaptiveSpin three = new AdaptiveSpin(4, waiting);
    assertThat(one.begin()).isTrue();
    assertThat(two.begin()).isTrue();
    assertThat(three.begin()).isFalse();
  }
}
