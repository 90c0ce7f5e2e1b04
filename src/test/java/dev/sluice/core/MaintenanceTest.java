package dev.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.TestPolicy.Thing;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What the pool does by itself while time goes by. */
class MaintenanceTest extends PoolTestBase {
  private static final Duration NEVER = Duration.ZERO;

  private final HandTicker clock = new HandTicker();

  @Override
  void timeGoesBy() {
    clock.advance(Duration.ofMillis(10));
  }

  private final List<String> told = new CopyOnWriteArrayList<>();

  private final PoolListener<Thing> listener =
      new PoolListener<>() {
        @Override
        public void closed(Thing thing, Retirement why, Throwable cause) {
          told.add(thing + " " + why);
        }

        @Override
        public void leaked(Thing thing, Holder holder, long lentNanos, boolean reclaimed) {
          told.add(thing + " leaked" + (reclaimed ? " and reclaimed" : ""));
        }

        @Override
        public void openFailed(Throwable cause, int attempts, long retryNanos) {
          told.add("failed " + attempts);
        }

        @Override
        public void recovered(int failedAttempts) {
          told.add("recovered after " + failedAttempts);
        }
      };

  private void pool(
      int minSize, int maxSize, Duration idle, Duration lifetime, Duration keepalive) {
    pool(limits(minSize, maxSize, idle, lifetime, keepalive, NEVER, false), clock, listener);
  }

  private static Limits limits(
      int minSize,
      int maxSize,
      Duration idle,
      Duration lifetime,
      Duration keepalive,
      Duration leak,
      boolean reclaim) {
    return new Limits(
        minSize,
        maxSize,
        maxSize,
        0,
        idle,
        lifetime,
        keepalive,
        // The clock leaps while real threads are at work.
        Duration.ofDays(1),
        leak,
        reclaim);
  }

  /** Lets time go by in the steps in which maintenance looks. */
  private void pass(Duration time, Duration step) {
    for (Duration gone = Duration.ZERO; gone.compareTo(time) < 0; gone = gone.plus(step)) {
      awaitMaintenanceAtRest();
      clock.advance(step);
    }
    awaitMaintenanceAtRest();
  }

  private void awaitMaintenanceAtRest() {
    eventually("maintenance to rest", () -> threads.stream().anyMatch(clock::isParked));
  }

  private void lendAtOnce(int count) throws Exception {
    @SuppressWarnings({"unchecked", "rawtypes"})
    Slot<Thing>[] slots = new Slot[count];
    for (int i = 0; i < count; i++) {
      slots[i] = take(SOON);
    }
    for (Slot<Thing> slot : slots) {
      give(slot);
    }
  }

  @Test
  void whatIsIdleForLongIsClosedDownToTheMinimum() throws Exception {
    pool(1, 4, Duration.ofMinutes(10), NEVER, NEVER);
    lendAtOnce(4);
    pass(Duration.ofMinutes(9), Duration.ofMinutes(1));
    assertThat(policy.open).hasSize(4);
    pass(Duration.ofMinutes(3), Duration.ofMinutes(1));
    eventually("one left", () -> policy.open.size() == 1);
    pass(Duration.ofMinutes(30), Duration.ofMinutes(1));
    assertThat(policy.open).hasSize(1);
    assertThat(told).hasSize(3).allMatch(line -> line.endsWith("IDLE"));
  }

  @Test
  void whatIsUsedIsNotTrimmed() throws Exception {
    pool(0, 1, Duration.ofMinutes(10), NEVER, NEVER);
    for (int i = 0; i < 30; i++) {
      give(take(SOON));
      pass(Duration.ofMinutes(1), Duration.ofMinutes(1));
    }
    assertThat(told).isEmpty();
  }

  @Test
  void anOldResourceInUseIsReplacedBeforeItRetires() throws Exception {
    pool(0, 2, NEVER, Duration.ofMinutes(30), NEVER);
    Slot<Thing> slot = take(SOON);
    CountDownLatch go = new CountDownLatch(1);
    policy.onOpen =
        () -> {
          go.await();
          return null;
        };
    clock.advance(Duration.ofMinutes(30));
    pass(Duration.ofSeconds(5), Duration.ofSeconds(5));
    eventually("its successor to be opened", () -> policy.opening.get() == 1);
    give(slot);
    slot = take(SOON);
    assertThat(slot.resource().number).as("in use until the successor is there").isEqualTo(1);
    go.countDown();
    eventually("the successor", () -> policy.all.size() == 2);
    give(slot);
    eventually("the old one to retire", () -> told.contains("thing 1 LIFETIME"));
    assertThat(take(SOON).resource().number).isEqualTo(2);
  }

  @Test
  void anOldIdleResourceThatNobodyUsesRetiresWithoutSuccessor() throws Exception {
    pool(0, 2, NEVER, Duration.ofMinutes(30), NEVER);
    give(take(SOON));
    pass(Duration.ofMinutes(32), Duration.ofMinutes(1));
    eventually("nothing open", () -> policy.open.isEmpty());
    assertThat(policy.all).hasSize(1);
  }

  @Test
  void atFullSizeAnOldIdleResourceGivesItsPlaceToItsSuccessor() throws Exception {
    pool(1, 1, NEVER, Duration.ofMinutes(30), NEVER);
    give(take(SOON));
    pass(Duration.ofMinutes(32), Duration.ofMinutes(1));
    eventually("the successor", () -> policy.all.size() == 2 && policy.open.size() == 1);
    eventually("the listener to be told", () -> told.contains("thing 1 LIFETIME"));
  }

  @Test
  void atFullSizeAnOldLentResourceRetiresWhenItComesBack() throws Exception {
    pool(0, 1, NEVER, Duration.ofMinutes(30), NEVER);
    Slot<Thing> slot = take(SOON);
    pass(Duration.ofMinutes(32), Duration.ofMinutes(1));
    assertThat(told).isEmpty();
    give(slot);
    eventually("it to retire", () -> told.contains("thing 1 LIFETIME"));
  }

  @Test
  void resourcesOpenedTogetherDoNotRetireTogether() throws Exception {
    pool(0, 32, NEVER, Duration.ofMinutes(30), NEVER);
    lendAtOnce(32);
    long distinct =
        java.util.Arrays.stream(pool.slots.all())
            .mapToLong(slot -> slot.expiresAt)
            .distinct()
            .count();
    assertThat(distinct).isGreaterThan(16);
    assertThat(pool.slots.all())
        .allSatisfy(
            slot ->
                assertThat(Duration.ofNanos(slot.expiresAt))
                    .isBetween(Duration.ofMinutes(27), Duration.ofMinutes(30)));
  }

  @Test
  void anIdleResourceIsTestedInTheBackgroundAndADeadOneDiscarded() throws Exception {
    pool(0, 1, NEVER, NEVER, Duration.ofMinutes(2));
    Slot<Thing> slot = take(SOON);
    Thing thing = slot.resource();
    give(slot);
    pass(Duration.ofMinutes(3), Duration.ofSeconds(5));
    eventually("a test", () -> thing.tests.get() == 1);
    pass(Duration.ofSeconds(30), Duration.ofSeconds(5));
    assertThat(thing.tests).as("not at every look").hasValue(1);
    thing.dead = true;
    pass(Duration.ofMinutes(3), Duration.ofSeconds(5));
    eventually("it to be closed", () -> told.contains("thing 1 DEAD_IN_BACKGROUND"));
  }

  @Test
  void aLongLoanIsReportedOnce() throws Exception {
    pool(limits(0, 1, NEVER, NEVER, NEVER, Duration.ofMinutes(1), false), clock, listener);
    Slot<Thing> slot = take(SOON);
    pass(Duration.ofMinutes(5), Duration.ofSeconds(5));
    assertThat(told).containsExactly("thing 1 leaked");
    give(slot);
    slot = take(SOON);
    pass(Duration.ofMinutes(5), Duration.ofSeconds(5));
    assertThat(told).containsExactly("thing 1 leaked", "thing 1 leaked");
    give(slot);
  }

  @Test
  void manyShortLoansAreNoLongOne() throws Exception {
    pool(limits(0, 1, NEVER, NEVER, NEVER, Duration.ofMinutes(1), false), clock, listener);
    for (int i = 0; i < 60; i++) {
      Slot<Thing> slot = take(SOON);
      pass(Duration.ofSeconds(5), Duration.ofSeconds(5));
      give(slot);
    }
    assertThat(told).isEmpty();
  }

  @Test
  void searchesThatHadToSpreadAreTriedInFewSlotsAgain() throws Exception {
    pool(0, 32, NEVER, NEVER, NEVER);
    give(take(SOON));
    awaitMaintenanceAtRest();
    for (int i = 0; i < Stripes.MANY_LOST; i++) {
      pool.slots.words.stripes().lost();
    }
    assertThat(pool.slots.words.stripes().isSpread()).isTrue();
    pass(Duration.ofSeconds(5), Duration.ofSeconds(5));
    assertThat(pool.slots.words.stripes().isSpread()).isFalse();
  }

  @Test
  void aLongLoanIsTakenBackWhereThatIsWanted() throws Exception {
    pool(limits(0, 1, NEVER, NEVER, NEVER, Duration.ofMinutes(1), true), clock, listener);
    Slot<Thing> slot = take(SOON);
    Thing thing = slot.resource();
    long loan = loan(slot);
    pass(Duration.ofMinutes(2), Duration.ofSeconds(5));
    eventually("it to be cut off", () -> told.contains("thing 1 REVOKED"));
    assertThat(thing.revoked).contains("leakTimeout");
    assertThat(slot.releaseUnused(loan)).isFalse();
    give(take(SOON));
  }

  @Test
  void whileTheServerRefusesOneAttemptAtATimeIsMadeAndLessAndLessOften() throws Exception {
    policy.onOpen =
        () -> {
          throw new Exception("refused");
        };
    pool(0, 8, NEVER, NEVER, NEVER);
    var borrowers =
        java.util.stream.IntStream.range(0, 8)
            .mapToObj(i -> start(() -> take(Duration.ofHours(1).toNanos())))
            .toList();
    eventually("a failure", () -> !told.isEmpty());
    eventually("eight waiters", () -> pool.snapshot().waiting() == 8);
    long before = pool.snapshot().openFailures();
    clock.advance(Duration.ofMinutes(5));
    eventually("the next attempt", () -> pool.snapshot().openFailures() > before);
    for (int step = 0; step < 600; step++) {
      // One that goes on while the clock moves would make up for several.
      eventually("no attempt to be under way", () -> pool.snapshot().connecting() == 0);
      pass(Duration.ofMillis(100), Duration.ofMillis(100));
    }
    long failures = pool.snapshot().openFailures() - before;
    assertThat(failures).as("attempts in a minute").isBetween(5L, 25L);
    policy.onOpen = () -> null;
    pass(Duration.ofSeconds(10), Duration.ofSeconds(1));
    for (var borrower : borrowers) {
      outcome(borrower);
    }
    assertThat(told).anyMatch(line -> line.startsWith("recovered after"));
    for (var borrower : borrowers) {
      give(outcome(borrower));
    }
  }

  @Test
  void aResourceThatDiedIsReplacedUpToTheMinimum() throws Exception {
    pool(2, 2, NEVER, NEVER, NEVER);
    Slot<Thing> slot = take(SOON);
    long loan = returning(slot);
    slot.discard(loan, null);
    eventually("two again", () -> policy.open.size() == 2 && policy.all.size() == 3);
  }
}
