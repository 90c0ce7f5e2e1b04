package dev.sluice.core;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;

/**
 * What it costs to serve the waiters in order, and for how long they are therefore overtaken.
 *
 * <p>A hand-over to a thread that sleeps costs a context switch. Where the processors have nothing
 * better to do that is free; where they are busy it may cost half of the throughput. So it is
 * measured: how fast loans end while returns are handed over in order, and how fast while running
 * threads may overtake. If order costs little, there is order all the time, but for a short trial
 * now and then, the rarer the longer that has been so. If it costs more, then each waiter is
 * overtaken for as long as brings the cost down to {@link #TOLERATED}, and for {@link
 * #LONGEST_NANOS} at most; and after {@link #ROUNDS} times that there is a batch in order again, to
 * measure it.
 *
 * <p>Guarded by the queue's lock.
 */
final class OrderCost {
  /** For how long overtaking goes on, as long as there is nothing measured to go by. */
  static final long USUAL_NANOS = Duration.ofMillis(1).toNanos();

  /** The longest time for which overtaking goes on, whatever order costs. */
  static final long LONGEST_NANOS = Duration.ofMillis(20).toNanos();

  /** The part of the throughput that order may cost, brought about by overtaking. */
  static final double TOLERATED = 1.0 / 24;

  /** Order that costs no more than this part is kept all the time. More than the measuring errs. */
  static final double CHEAP = 1.0 / 8;

  /** Where order is cheap, one in so many batches has a trial of overtaking behind it, at first. */
  static final int TRIAL_AFTER = 8;

  /** After so many trials that leave order cheap they become half as frequent. */
  static final int TRIALS_ALIKE = 16;

  /** How rare trials become. With batches of some milliseconds a change is noticed in seconds. */
  static final int RAREST_TRIAL_AFTER = 64;

  /** Where order is dear, for how many times its bound overtaking goes on behind a batch. */
  static final int ROUNDS = 8;

  /** Beside loans of which one ends in this time, reading the clock costs next to nothing. */
  static final long LONG_NANOS = Duration.ofNanos(2000).toNanos();

  /** How many loans of each slot a trial lasts for. */
  private static final int LOANS_OF_A_TRIAL = 4;

  /**
   * What follows a batch.
   *
   * @param boundNanos for how long a waiter may be overtaken; 0 if order goes on
   * @param allNanos how long it is until there is order again, if nobody has to wait for longer
   */
  record Overtaking(long boundNanos, long allNanos) {
    static final Overtaking NONE = new Overtaking(0, 0);

    static Overtaking once(long boundNanos) {
      return new Overtaking(boundNanos, boundNanos);
    }
  }

  private final int slots;
  private final Pace inOrder;
  private final Pace overtaking;
  private long since;
  private long loansBefore;

  /** Whether there was overtaking before what is measured now. */
  private boolean first = true;

  /** One in so many batches has a trial behind it now. */
  private int trialAfter = TRIAL_AFTER;

  /** How many batches have none before the next. */
  private int batchesToTrial;

  /** How many trials there were since they became rarer. */
  private int trialsAlike;

  /**
   * @param slots how many loans there can be at once
   */
  OrderCost(int slots) {
    this.slots = slots;
    inOrder = new Pace(slots);
    overtaking = new Pace(slots);
  }

  /** There was overtaking, not always with somebody waiting, and order begins. */
  void beginOrder(long now, long loans) {
    begin(now, loans);
    first = true;
  }

  /** There was overtaking with somebody waiting ever since the last batch, and order begins. */
  void afterOvertaking(long now, long loans) {
    overtaking.add(now - since, loans - loansBefore, inOrder);
    beginOrder(now, loans);
  }

  /** Those who waited when order began have been served in order. */
  Overtaking afterBatch(long now, long loans) {
    long took = now - since;
    inOrder.add(took, loans - loansBefore, first ? overtaking : inOrder);
    begin(now, loans);
    first = false;
    if (!inOrder.known()) {
      return Overtaking.once(USUAL_NANOS);
    }
    long trial = Math.round(LOANS_OF_A_TRIAL * slots * inOrder.nanosPerLoan());
    if (trial > LONGEST_NANOS) {
      // Beside loans that take so long a context switch is nothing.
      return Overtaking.NONE;
    }
    trial = Math.max(USUAL_NANOS, trial);
    boolean trialIsDue = trialIsDue();
    if (!overtaking.known()) {
      return Overtaking.once(trialIsDue ? trial : USUAL_NANOS);
    }
    double cost = 1 - overtaking.nanosPerLoan() / inOrder.nanosPerLoan();
    space(trialIsDue, cost);
    if (cost <= CHEAP) {
      return trialIsDue ? Overtaking.once(trial) : Overtaking.NONE;
    }
    long enough = Math.round(took * (cost / TOLERATED - 1));
    long bound = Math.max(USUAL_NANOS, Math.min(enough, LONGEST_NANOS));
    return loansAreLong() ? new Overtaking(bound, ROUNDS * bound) : Overtaking.once(bound);
  }

  private boolean trialIsDue() {
    if (batchesToTrial > 0) {
      batchesToTrial--;
      return false;
    }
    batchesToTrial = trialAfter - 1;
    return true;
  }

  /** Those who wait during a trial wait for longer. Where it tells nothing new, let it be rare. */
  private void space(boolean trial, double cost) {
    if (cost > CHEAP / 2) {
      trialAfter = TRIAL_AFTER;
      batchesToTrial = Math.min(batchesToTrial, TRIAL_AFTER);
      trialsAlike = 0;
    } else if (trial && ++trialsAlike >= TRIALS_ALIKE) {
      trialAfter = Math.min(2 * trialAfter, RAREST_TRIAL_AFTER);
      trialsAlike = 0;
    }
  }

  /** Whether a loan lasts so long that each return may read the clock. */
  boolean loansAreLong() {
    return !overtaking.known() || overtaking.nanosPerLoan() >= LONG_NANOS;
  }

  private void begin(long now, long loans) {
    since = now;
    loansBefore = loans;
  }

  /** How fast loans end, by the last samples but the fastest and the slowest of them. */
  private static final class Pace {
    private static final int SAMPLES = 16;
    private static final int LEFT_OUT_OF = 8;
    private static final int ENOUGH = 64;

    private record Sample(double nanos, long loans) {
      double nanosPerLoan() {
        return nanos / loans;
      }
    }

    private final int slots;
    private final Sample[] samples = new Sample[SAMPLES];
    private int taken;
    private double nanos;
    private long loans;

    /** Reckoned anew with each sample. */
    private double nanosPerLoan;

    Pace(int slots) {
      this.slots = slots;
    }

    /**
     * Adds what was seen. The loans that went on when it began are not of this pace: they were lent
     * before, and so they are left out, with the time that they took at the pace before.
     */
    void add(long moreNanos, long moreLoans, Pace before) {
      boolean mixed = before != this && before.known();
      long others = mixed ? slots : 0;
      long own = moreLoans - others;
      double theirs = moreNanos - others * before.nanosPerLoan;
      if (own <= others || theirs <= 0) {
        return;
      }
      nanos += theirs;
      loans += own;
      if (loans < Math.max(ENOUGH, slots)) {
        return;
      }
      samples[taken % SAMPLES] = new Sample(nanos, loans);
      taken++;
      nanos = 0;
      loans = 0;
      reckon();
    }

    private void reckon() {
      Sample[] sorted = Arrays.copyOf(samples, Math.min(taken, SAMPLES));
      Arrays.sort(sorted, Comparator.comparingDouble(Sample::nanosPerLoan));
      int leftOut = sorted.length / LEFT_OUT_OF;
      double time = 0;
      double ended = 0;
      for (int i = leftOut; i < sorted.length - leftOut; i++) {
        time += sorted[i].nanos;
        ended += sorted[i].loans;
      }
      nanosPerLoan = time / ended;
    }

    boolean known() {
      return taken > 0;
    }

    /** 0 if it is not known. */
    double nanosPerLoan() {
      return nanosPerLoan;
    }
  }
}
