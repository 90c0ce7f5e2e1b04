package dev.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.TestPolicy.Thing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Borrowing, returning, waiting, connecting. */
class PoolTest extends PoolTestBase {

  @Test
  void aNewPoolOpensNothingAndStartsNoThread() {
    pool(2, 4);
    assertThat(policy.all).isEmpty();
    assertThat(threads).isEmpty();
  }

  @Test
  void aReturnedResourceIsLentAgain() throws Exception {
    pool(0, 4);
    Slot<Thing> first = take(SOON);
    Thing thing = first.resource();
    give(first);
    Slot<Thing> second = take(SOON);
    assertThat(second.resource()).isSameAs(thing);
    give(second);
    assertThat(policy.all).hasSize(1);
    assertThat(pool.snapshot().borrows()).isEqualTo(2);
  }

  @Test
  void theFirstBorrowFillsTheMinimum() throws Exception {
    pool(3, 4);
    give(take(SOON));
    eventually("three resources", () -> pool.snapshot().idle() == 3);
  }

  @Test
  void aBorrowFromAnExhaustedPoolWaitsAndGetsWhatComesBack() throws Exception {
    pool(0, 1);
    Slot<Thing> held = take(SOON);
    CompletableFuture<Slot<Thing>> waiting = start(() -> take(SOON));
    eventually("a waiter", () -> pool.snapshot().waiting() == 1);
    give(held);
    give(outcome(waiting));
  }

  @Test
  void aTimeoutSaysThatEverythingWasLent() throws Exception {
    pool(0, 1);
    Slot<Thing> held = take(SOON);
    BorrowException failure =
        catchThrowableOfType(BorrowException.class, () -> pool.borrow(1_000_000));
    assertThat(failure.reason()).isEqualTo(BorrowException.Reason.TIMEOUT);
    assertThat(failure.phase()).isEqualTo(BorrowException.Phase.WAITING);
    assertThat(failure.elapsedNanos()).isGreaterThanOrEqualTo(1_000_000);
    assertThat(failure.snapshot().lent()).isEqualTo(1);
    give(held);
  }

  @Test
  void aTimeoutWhileConnectingSaysSoAndCarriesTheLastFailure() {
    Exception refused = new Exception("refused");
    policy.onOpen =
        () -> {
          throw refused;
        };
    pool(0, 1);
    BorrowException failure =
        catchThrowableOfType(
            BorrowException.class, () -> pool.borrow(Duration.ofMillis(50).toNanos()));
    assertThat(failure.reason()).isEqualTo(BorrowException.Reason.TIMEOUT);
    assertThat(failure.phase()).isEqualTo(BorrowException.Phase.CONNECTING);
    assertThat(failure).hasCause(refused);
  }

  @Test
  void aHopelessFailureEndsTheWaitAtOnceWhenNothingElseIsOpen() {
    policy.onOpen =
        () -> {
          throw new TestPolicy.Hopeless("wrong password");
        };
    pool(0, 1);
    BorrowException failure = catchThrowableOfType(BorrowException.class, () -> pool.borrow(SOON));
    assertThat(failure.reason()).isEqualTo(BorrowException.Reason.REFUSED);
    assertThat(failure).hasRootCauseMessage("wrong password");
  }

  @Test
  void aHopelessFailureDoesNotEndTheWaitForWhatIsLent() throws Exception {
    pool(0, 2);
    Slot<Thing> held = take(SOON);
    CountDownLatch failed = new CountDownLatch(1);
    policy.onOpen =
        () -> {
          failed.countDown();
          throw new TestPolicy.Hopeless("rotated");
        };
    CompletableFuture<Slot<Thing>> waiting = start(() -> take(SOON));
    assertThat(failed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    give(held);
    give(outcome(waiting));
  }

  @Test
  void anInterruptedWaiterLeavesWithItsFlagSetAndSwallowsNothing() throws Exception {
    pool(0, 1);
    Slot<Thing> held = take(SOON);
    CompletableFuture<Boolean> flag = new CompletableFuture<>();
    Thread waiter =
        new Thread(
            () -> {
              try {
                pool.borrow(SOON);
              } catch (BorrowException e) {
                flag.complete(
                    e.reason() == BorrowException.Reason.INTERRUPTED
                        && Thread.currentThread().isInterrupted());
              }
            });
    waiter.start();
    eventually("a waiter", () -> pool.snapshot().waiting() == 1);
    waiter.interrupt();
    assertThat(outcome(flag)).isTrue();
    give(held);
    assertThat(pool.snapshot().idle()).isEqualTo(1);
  }

  @Test
  void moreWaitersThanAllowedAreRefusedAtOnce() throws Exception {
    Limits limits =
        new Limits(
            0,
            1,
            1,
            1,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofSeconds(1),
            Duration.ZERO,
            false);
    pool(limits, Ticker.system(), new PoolListener<>() {});
    Slot<Thing> held = take(SOON);
    CompletableFuture<Slot<Thing>> waiting = start(() -> take(SOON));
    eventually("a waiter", () -> pool.snapshot().waiting() == 1);
    BorrowException failure = catchThrowableOfType(BorrowException.class, () -> pool.borrow(SOON));
    assertThat(failure.reason()).isEqualTo(BorrowException.Reason.TOO_MANY_WAITERS);
    give(held);
    give(outcome(waiting));
  }

  @Test
  void aDeadIdleResourceIsReplacedWithoutTheBorrowerNoticing() throws Exception {
    pool(0, 2);
    Slot<Thing> first = take(SOON);
    first.resource().dead = true;
    give(first);
    Slot<Thing> second = take(SOON);
    assertThat(second.resource().dead).isFalse();
    give(second);
  }

  @Test
  void aBorrowGoesThroughAllDeadResourcesToALiveOne() throws Exception {
    pool(0, 3);
    List<Slot<Thing>> held = List.of(take(SOON), take(SOON), take(SOON));
    held.forEach(slot -> slot.resource().dead = true);
    held.forEach(this::give);
    Slot<Thing> slot = take(SOON);
    assertThat(slot.resource().number).isGreaterThan(3);
    give(slot);
  }

  @Test
  void aBorrowGivesUpWhenEverythingItOpensIsDead() {
    pool(0, 2);
    policy.verdictOfTheLiving = ResourcePolicy.Verdict.DISCARD;
    BorrowException failure = catchThrowableOfType(BorrowException.class, () -> pool.borrow(SOON));
    assertThat(failure.reason()).isEqualTo(BorrowException.Reason.ALL_DEAD);
    assertThat(policy.all).hasSize(3);
  }

  @Test
  void afterASuspicionEachOlderResourceIsTestedOnce() throws Exception {
    pool(0, 1);
    Slot<Thing> slot = take(SOON);
    Thing thing = slot.resource();
    give(slot);
    give(take(SOON));
    assertThat(thing.tests).hasValue(0);
    slot.suspectOthers(null);
    give(take(SOON));
    assertThat(thing.tests).hasValue(1);
    give(take(SOON));
    assertThat(thing.tests).hasValue(1);
  }

  @Test
  void aBrokenResourceIsClosedAndItsPlaceIsFree() throws Exception {
    pool(0, 1);
    Slot<Thing> slot = take(SOON);
    Thing thing = slot.resource();
    slot.discard(returning(slot), new Exception("57P01"));
    Slot<Thing> next = take(SOON);
    assertThat(next.resource()).isNotSameAs(thing);
    assertThat(thing.open).isFalse();
    give(next);
  }

  @Test
  void aRefreshHappensBeforeTheNextLoanAndAFailedOneDiscards() throws Exception {
    pool(0, 1);
    AtomicInteger refreshed = new AtomicInteger();
    policy.onRefresh = () -> refreshed.incrementAndGet() == 1;
    Slot<Thing> slot = take(SOON);
    slot.resource().users.decrementAndGet();
    slot.refresh(returning(slot));
    slot = take(SOON);
    assertThat(refreshed).hasValue(1);
    assertThat(slot.resource().number).isEqualTo(1);
    slot.resource().users.decrementAndGet();
    slot.refresh(returning(slot));
    slot = take(SOON);
    assertThat(slot.resource().number).isEqualTo(2);
    give(slot);
  }

  @Test
  void aBurstOpensSideBySideButNeverMoreThanAllowedAtOnce() throws Exception {
    Limits limits =
        new Limits(
            0,
            16,
            3,
            0,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofSeconds(1),
            Duration.ZERO,
            false);
    pool(limits, Ticker.system(), new PoolListener<>() {});
    CountDownLatch three = new CountDownLatch(3);
    CountDownLatch go = new CountDownLatch(1);
    policy.onOpen =
        () -> {
          three.countDown();
          go.await();
          return null;
        };
    List<CompletableFuture<Slot<Thing>>> borrowers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      borrowers.add(start(() -> take(SOON)));
    }
    three.await();
    eventually("ten waiters", () -> pool.snapshot().waiting() == 10);
    assertThat(policy.opening).hasValue(3);
    go.countDown();
    for (CompletableFuture<Slot<Thing>> borrower : borrowers) {
      outcome(borrower);
    }
    assertThat(policy.mostOpening).hasValue(3);
    for (CompletableFuture<Slot<Thing>> borrower : borrowers) {
      give(outcome(borrower));
    }
  }

  @Test
  void aConnectionAskedForByABorrowerThatLeftGoesToTheNext() throws Exception {
    pool(0, 1);
    CountDownLatch go = new CountDownLatch(1);
    policy.onOpen =
        () -> {
          go.await();
          return null;
        };
    assertThatThrownBy(() -> pool.borrow(1_000_000)).isInstanceOf(BorrowException.class);
    go.countDown();
    eventually("an idle resource", () -> pool.snapshot().idle() == 1);
    give(take(SOON));
    assertThat(policy.all).hasSize(1);
  }
}
