package dev.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.TestPolicy.Thing;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The end of a pool, and of a user of it. */
class DrainTest extends PoolTestBase {
  private static final DrainPlan PATIENT =
      new DrainPlan(Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20));

  /** Waits for nobody. */
  private static final DrainPlan AT_ONCE =
      new DrainPlan(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(20));

  @Test
  void aPoolThatWasNeverUsedDrainsToNothing() {
    pool(1, 2);
    DrainReport report = pool.drain(PATIENT);
    assertThat(report.threadsEnded()).isTrue();
    assertThat(threads).isEmpty();
  }

  @Test
  void idleResourcesCloseAndBorrowersAreRefused() throws Exception {
    pool(2, 2);
    give(take(SOON));
    pool.drain(PATIENT);
    assertThat(policy.open).isEmpty();
    BorrowException refused = catchThrowableOfType(BorrowException.class, () -> pool.borrow(SOON));
    assertThat(refused.reason()).isEqualTo(BorrowException.Reason.CLOSED);
  }

  @Test
  void waitersAreRefusedAtOnceWhileALoanStillHasItsTime() throws Exception {
    pool(0, 1);
    Slot<Thing> held = take(SOON);
    CompletableFuture<Slot<Thing>> waiting = start(() -> take(SOON));
    eventually("a waiter", () -> pool.snapshot().waiting() == 1);
    CompletableFuture<DrainReport> draining = start(() -> pool.drain(PATIENT));
    BorrowException refused = catchThrowableOfType(BorrowException.class, () -> outcome(waiting));
    assertThat(refused.reason()).isEqualTo(BorrowException.Reason.CLOSED);
    assertThat(draining).isNotDone();
    give(held);
    DrainReport report = outcome(draining);
    assertThat(report.refusedWaiters()).isEqualTo(1);
    assertThat(report.lentAtStart()).isEqualTo(1);
    assertThat(report.cancelled()).isZero();
    assertThat(report.cutOff()).isEmpty();
  }

  @Test
  void aLoanThatLastsIsCancelledAndMayThenEndByItself() throws Exception {
    pool(0, 1);
    Slot<Thing> held = take(SOON);
    Thing thing = held.resource();
    CompletableFuture<DrainReport> draining =
        start(
            () ->
                pool.drain(
                    new DrainPlan(
                        Duration.ofMillis(1), Duration.ofSeconds(20), Duration.ofSeconds(20))));
    eventually("a cancel", () -> thing.cancelled);
    give(held);
    DrainReport report = outcome(draining);
    assertThat(report.cancelled()).isEqualTo(1);
    assertThat(report.cutOff()).isEmpty();
  }

  @Test
  void aLoanThatOutlastsItsCancelIsCutOffAndItsHolderNamed() throws Exception {
    pool(0, 1);
    Slot<Thing> held = take(SOON);
    Thing thing = held.resource();
    long loan = loan(held);
    DrainReport report = pool.drain(AT_ONCE);
    assertThat(report.cutOff())
        .singleElement()
        .satisfies(
            cut -> {
              assertThat(cut.borrower()).isEqualTo(Thread.currentThread().getName());
              assertThat(cut.resource()).isEqualTo("thing 1");
              assertThat(cut.whereNow()).isNotEmpty();
            });
    assertThat(thing.revoked).contains("closed");
    assertThat(held.releaseUnused(loan)).isFalse();
    assertThat(policy.open).isEmpty();
  }

  @Test
  void whatIsBeingOpenedWhenTheDrainBeginsIsClosed() throws Exception {
    pool(0, 1);
    CountDownLatch opening = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    policy.onOpen =
        () -> {
          opening.countDown();
          go.await();
          return null;
        };
    CompletableFuture<Slot<Thing>> borrower = start(() -> take(SOON));
    opening.await();
    CompletableFuture<DrainReport> draining = start(() -> pool.drain(PATIENT));
    assertThatThrownBy(() -> outcome(borrower)).isInstanceOf(BorrowException.class);
    go.countDown();
    assertThat(outcome(draining).leftOpen()).isZero();
    assertThat(policy.open).isEmpty();
  }

  @Test
  void anAttemptToOpenThatHangsIsInterrupted() throws Exception {
    pool(0, 1);
    CountDownLatch opening = new CountDownLatch(1);
    policy.onOpen =
        () -> {
          opening.countDown();
          new CountDownLatch(1).await();
          return null;
        };
    CompletableFuture<Slot<Thing>> borrower = start(() -> take(SOON));
    opening.await();
    DrainReport report = pool.drain(AT_ONCE);
    assertThatThrownBy(() -> outcome(borrower)).isInstanceOf(BorrowException.class);
    assertThat(report.leftOpen()).isZero();
    assertThat(report.threadsEnded()).isTrue();
  }

  @Test
  void severalThreadsMayDrainAndAllWaitForTheSameEnd() throws Exception {
    pool(0, 1);
    Slot<Thing> held = take(SOON);
    CompletableFuture<DrainReport> first = start(() -> pool.drain(PATIENT));
    CompletableFuture<DrainReport> second = start(() -> pool.drain(PATIENT));
    eventually("the drain to begin", pool::isClosed);
    give(held);
    assertThat(outcome(first)).isSameAs(outcome(second));
  }

  @Test
  void anInterruptDoesNotEndADrain() throws Exception {
    pool(0, 1);
    Slot<Thing> held = take(SOON);
    CompletableFuture<Boolean> flag = new CompletableFuture<>();
    Thread drainer =
        new Thread(
            () -> {
              pool.drain(PATIENT);
              flag.complete(Thread.currentThread().isInterrupted());
            });
    drainer.start();
    eventually("the drain to begin", pool::isClosed);
    drainer.interrupt();
    assertThat(flag).isNotDone();
    give(held);
    assertThat(outcome(flag)).as("the interrupt flag afterwards").isTrue();
  }

  @Test
  void reclaimingEndsTheLoansOfOneUserAndLeavesTheOthers() throws Exception {
    pool(0, 2);
    Slot<Thing> mine = take(SOON);
    Slot<Thing> other = take(SOON);
    Client goes = new Client();
    other.lentTo(goes, null);
    CompletableFuture<Slot<Thing>> waiting = start(() -> take(SOON));
    eventually("a waiter", () -> pool.snapshot().waiting() == 1);
    DrainReport report = pool.reclaim(AT_ONCE, holder -> holder.client() == goes, thread -> false);
    assertThat(report.cutOff()).hasSize(1);
    assertThat(mine.resource().open).isTrue();
    give(outcome(waiting));
    give(mine);
  }

  @Test
  void reclaimingLetsGoOfWhoeverHeldSomethingLast() throws Exception {
    pool(0, 1);
    Slot<Thing> slot = take(SOON);
    WeakReference<Client> client = new WeakReference<>(new Client());
    slot.lentTo(Objects.requireNonNull(client.get()), null);
    give(slot);
    pool.reclaim(AT_ONCE, holder -> false, thread -> false);
    eventually(
        "the client to be collected",
        () -> {
          System.gc();
          return client.refersTo(null);
        });
  }

  @Test
  void reclaimingRefusesThoseThatWait() throws Exception {
    pool(0, 1);
    Slot<Thing> held = take(SOON);
    CompletableFuture<Slot<Thing>> waiting = start(() -> take(SOON));
    eventually("a waiter", () -> pool.snapshot().waiting() == 1);
    pool.reclaim(AT_ONCE, holder -> false, thread -> thread.getName().equals("test-borrower"));
    BorrowException refused = catchThrowableOfType(BorrowException.class, () -> outcome(waiting));
    assertThat(refused.reason()).isEqualTo(BorrowException.Reason.RECLAIMED);
    give(held);
  }
}
