package dev.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** For how long waiters are overtaken behind a batch. */
class OrderCostTest {
  private static final int SLOTS = 8;

  /** More than it takes for a sample, and for each of those that count. */
  private static final int MANY = 200;

  /** So many that none is left of those that were reckoned by an older pace of the other kind. */
  private static final int ENOUGH_SAMPLES = 50;

  private final OrderCost cost = new OrderCost(SLOTS);
  private long now;
  private long ended;
  private OrderCost.Overtaking granted = OrderCost.Overtaking.NONE;

  private static long micros(long count) {
    return Duration.ofNanos(1000 * count).toNanos();
  }

  private void goesBy(int loans, long nanosPerLoan) {
    now += loans * nanosPerLoan;
    ended += loans;
  }

  /** Those loans that were lent before end at the pace of before. */
  private long batch(int loans, long nanosPerLoan, long before) {
    cost.beginOrder(now, ended);
    goesBy(SLOTS, before);
    return nextBatch(loans, nanosPerLoan);
  }

  private long nextBatch(int loans, long nanosPerLoan) {
    goesBy(loans, nanosPerLoan);
    granted = cost.afterBatch(now, ended);
    return granted.boundNanos();
  }

  private void overtaking(int loans, long nanosPerLoan, long before) {
    goesBy(SLOTS, before);
    goesBy(loans, nanosPerLoan);
    cost.afterOvertaking(now, ended);
  }

  private long measured(long inOrder, long overtaking) {
    long free = 0;
    for (int i = 0; i < ENOUGH_SAMPLES; i++) {
      free = batch(MANY, inOrder, overtaking);
      overtaking(MANY, overtaking, inOrder);
    }
    return free;
  }

  @Test
  void aMillisecondAsLongAsNothingIsKnown() {
    assertThat(batch(3, micros(20), micros(20))).isEqualTo(Pool.OVERTAKING_BOUND_NANOS);
  }

  @Test
  void thenATrialThatSeesSomeLoansOfEachSlot() {
    assertThat(batch(MANY, micros(100), micros(100))).isEqualTo(4 * SLOTS * micros(100));
  }

  @Test
  void aTrialThatShowsNothingIsNotMadeEachTime() {
    batch(MANY, micros(100), micros(100));
    for (int i = 1; i < OrderCost.TRIAL_AFTER; i++) {
      assertThat(batch(MANY, micros(100), micros(100))).isEqualTo(Pool.OVERTAKING_BOUND_NANOS);
    }
    assertThat(batch(MANY, micros(100), micros(100))).isEqualTo(4 * SLOTS * micros(100));
  }

  @Test
  void asLongAsBringsTheCostDownToWhatIsTolerated() {
    long inOrder = micros(20);
    long overtaking = micros(16);
    long free = measured(inOrder, overtaking);
    double batch = MANY * inOrder + SLOTS * overtaking;
    double loans = MANY + SLOTS + (double) free / overtaking;
    double lost = 1 - loans * overtaking / (batch + free);
    assertThat(lost).isCloseTo(OrderCost.TOLERATED, within(0.01));
  }

  @Test
  void notForLongerThanItsEnd() {
    assertThat(measured(micros(60), micros(1))).isEqualTo(Pool.LONGEST_OVERTAKING_NANOS);
  }

  @Test
  void someBoundsLongWhereLoansAreLong() {
    long bound = measured(micros(20), micros(16));
    assertThat(granted.allNanos()).isEqualTo(OrderCost.ROUNDS * bound);
    assertThat(cost.loansAreLong()).isTrue();
  }

  @Test
  void oneBoundLongWhereLoansAreShort() {
    long bound = measured(micros(20), micros(1));
    assertThat(granted.allNanos()).isEqualTo(bound);
    assertThat(cost.loansAreLong()).isFalse();
  }

  @Test
  void loansAreTakenForLongAsLongAsNothingIsKnown() {
    assertThat(cost.loansAreLong()).isTrue();
    batch(MANY, micros(1), micros(1));
    assertThat(cost.loansAreLong()).as("in order").isTrue();
    assertThat(granted.allNanos()).isEqualTo(granted.boundNanos());
  }

  /** Up to a trial, and that. Returns how many batches had none behind them. */
  private int untilATrial() {
    int without = 0;
    while (nextBatch(MANY, micros(70)) == 0) {
      without++;
      assertThat(without).isLessThan(OrderCost.RAREST_TRIAL_AFTER);
    }
    assertThat(granted.boundNanos()).isEqualTo(4 * SLOTS * micros(70));
    assertThat(granted.allNanos()).as("once").isEqualTo(granted.boundNanos());
    overtaking(MANY, micros(68), micros(70));
    return without;
  }

  private void isOrderedButForATrial() {
    untilATrial();
    assertThat(untilATrial() + 1).isBetween(OrderCost.TRIAL_AFTER, OrderCost.RAREST_TRIAL_AFTER);
  }

  @Test
  void notAtAllWhereOrderIsCheapButForATrial() {
    measured(micros(70), micros(68));
    isOrderedButForATrial();
  }

  @Test
  void trialsBecomeRarerTheLongerOrderIsCheap() {
    measured(micros(70), micros(30));
    measured(micros(70), micros(68));
    untilATrial();
    int last = untilATrial() + 1;
    assertThat(last).isEqualTo(OrderCost.TRIAL_AFTER);
    for (int i = 0; i < 4 * OrderCost.TRIALS_ALIKE; i++) {
      int now = untilATrial() + 1;
      assertThat(now).isIn(last, 2 * last);
      last = now;
    }
    assertThat(last).isEqualTo(OrderCost.RAREST_TRIAL_AFTER);
  }

  @Test
  void trialsAreFrequentAgainOnceOneShowsThatOrderIsDear() {
    measured(micros(70), micros(68));
    for (int i = 0; i < 5 * OrderCost.TRIALS_ALIKE; i++) {
      untilATrial();
    }
    measured(micros(70), micros(30));
    measured(micros(70), micros(68));
    untilATrial();
    assertThat(untilATrial() + 1).isLessThanOrEqualTo(2 * OrderCost.TRIAL_AFTER);
  }

  @Test
  void theNextTrialIsSoonOnceOneLeavesADoubt() {
    measured(micros(70), micros(68));
    for (int i = 0; i < 5 * OrderCost.TRIALS_ALIKE; i++) {
      untilATrial();
    }
    for (int i = 0; i < ENOUGH_SAMPLES; i++) {
      overtaking(MANY, micros(64), micros(70));
    }
    assertThat(untilATrial()).isBetween(1, OrderCost.TRIAL_AFTER + 1);
  }

  @Test
  void notAtAllWhereLoansTakeLong() {
    assertThat(batch(MANY, micros(1000), micros(500))).isZero();
  }

  @Test
  void aBatchThatTheMachineDelayedCountsLittle() {
    measured(micros(70), micros(68));
    long trial = 4 * SLOTS * micros(70);
    // Whichever of the samples it is.
    for (int i = 0; i < ENOUGH_SAMPLES; i++) {
      assertThat(nextBatch(MANY, micros(300))).as("delayed batch %d", i).isIn(0L, trial);
      isOrderedButForATrial();
    }
  }

  @Test
  void whatComesNowAndThenAgainCounts() {
    long free = 0;
    for (int i = 0; i < ENOUGH_SAMPLES; i++) {
      free = batch(MANY, i % 4 == 0 ? micros(60) : micros(20), micros(20));
      overtaking(MANY, micros(20), micros(20));
    }
    assertThat(free).isGreaterThan(5 * Pool.OVERTAKING_BOUND_NANOS);
  }

  @Test
  void whatChangesIsNoticed() {
    measured(micros(70), micros(68));
    assertThat(measured(micros(70), micros(30))).isGreaterThan(5 * Pool.OVERTAKING_BOUND_NANOS);
    measured(micros(70), micros(68));
    isOrderedButForATrial();
  }

  @Test
  void tooFewLoansSayNothing() {
    measured(micros(70), micros(68));
    for (int i = 0; i < 100; i++) {
      batch(MANY, micros(70), micros(68));
      // As if they took a tenth: of so few nobody knows in which way they were lent.
      overtaking(SLOTS - 1, micros(7), micros(70));
    }
    isOrderedButForATrial();
  }
}
