package dev.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.TestPolicy.Thing;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** From the return of a resource until its loan is over. */
class LoanEndTest extends PoolTestBase {
  private static final DrainPlan AT_ONCE =
      new DrainPlan(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(20));

  private static Limits withCallTimeout(Duration callTimeout) {
    return new Limits(
        0, 1, 1, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO, callTimeout, Duration.ZERO, false);
  }

  @Test
  void whatIsBeingCleanedUpHasAHolder() throws Exception {
    pool(0, 1);
    Slot<Thing> slot = take(SOON);
    long loan = returning(slot);
    assertThat(pool.holders())
        .singleElement()
        .satisfies(
            holder -> {
              assertThat(holder.returning()).isTrue();
              assertThat(holder.borrower()).isSameAs(Thread.currentThread());
            });
    assertThat(pool.snapshot().lent()).isEqualTo(1);
    assertThat(slot.isLent(loan)).isFalse();
    slot.resource().users.decrementAndGet();
    slot.release(loan);
    assertThat(pool.holders()).isEmpty();
    assertThat(pool.snapshot().idle()).isEqualTo(1);
  }

  @Test
  void aReturnBeginsOnce() throws Exception {
    pool(0, 1);
    Slot<Thing> slot = take(SOON);
    long loan = returning(slot);
    assertThat(slot.beginReturn(loan)).isFalse();
    assertThat(slot.releaseUnused(loan)).isFalse();
    slot.discard(loan, null);
    slot.release(loan);
    slot.refresh(loan);
    eventually("one to be closed, once", () -> pool.snapshot().closed() == 1);
  }

  @Test
  void aDrainCutsWhatIsBeingCleanedUp() throws Exception {
    pool(0, 1);
    Slot<Thing> slot = take(SOON);
    Thing thing = slot.resource();
    long loan = returning(slot);
    DrainReport report = pool.drain(AT_ONCE);
    assertThat(report.cutOff()).hasSize(1);
    assertThat(thing.cut).isTrue();
    slot.release(loan);
    assertThat(policy.open).isEmpty();
  }

  @Test
  void aCleanUpThatTakesTooLongIsCutAndItsThreadInterrupted() throws Exception {
    pool(withCallTimeout(Duration.ofMillis(200)), Ticker.system(), new PoolListener<>() {});
    Slot<Thing> slot = take(SOON);
    Thing thing = slot.resource();
    // So that the pool's own thread is there.
    CompletableFuture<Boolean> flag =
        start(
            () -> {
              long loan = returning(slot);
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException expected) {
                // A driver sets the flag again.
                Thread.currentThread().interrupt();
              }
              slot.release(loan);
              return Thread.currentThread().isInterrupted();
            });
    assertThat(outcome(flag)).as("the interrupt flag afterwards").isFalse();
    assertThat(thing.cut).isTrue();
    assertThat(take(SOON).resource()).isNotSameAs(thing);
  }

  @Test
  void aTestThatTakesTooLongIsCut() throws Exception {
    pool(withCallTimeout(Duration.ofMillis(200)), Ticker.system(), new PoolListener<>() {});
    AtomicBoolean interrupted = new AtomicBoolean();
    policy.onRefresh =
        () -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.set(true);
          }
          return true;
        };
    Slot<Thing> slot = take(SOON);
    Thing thing = slot.resource();
    thing.users.decrementAndGet();
    slot.refresh(returning(slot));
    assertThat(take(SOON).resource()).isNotSameAs(thing);
    assertThat(thing.cut).isTrue();
    assertThat(interrupted).isTrue();
  }

  @Test
  void aResourceWhoseCancelIsUnderWayIsClosedAtItsReturn() throws Exception {
    pool(0, 1);
    Slot<Thing> slot = take(SOON);
    Thing thing = slot.resource();
    long loan = loan(slot);
    assertThat(slot.beginCancel(loan)).isTrue();
    give(slot);
    assertThat(take(SOON).resource()).isNotSameAs(thing);
    slot.endCancel(loan);
  }

  @Test
  void aResourceThatWasCancelledIsTestedBeforeItIsLentAgain() throws Exception {
    pool(0, 1);
    Slot<Thing> slot = take(SOON);
    Thing thing = slot.resource();
    long loan = loan(slot);
    assertThat(slot.beginCancel(loan)).isTrue();
    assertThat(slot.beginCancel(loan)).as("a second one").isTrue();
    slot.endCancel(loan);
    slot.endCancel(loan);
    give(slot);
    assertThat(take(SOON).resource()).isSameAs(thing);
    assertThat(thing.tests).hasValue(1);
  }

  @Test
  void nothingIsCancelledOnceTheReturnHasBegun() throws Exception {
    pool(0, 1);
    Slot<Thing> slot = take(SOON);
    long loan = returning(slot);
    assertThat(slot.beginCancel(loan)).isFalse();
    slot.resource().users.decrementAndGet();
    slot.release(loan);
    assertThat(slot.beginCancel(loan)).isFalse();
    assertThat(pool.snapshot().idle()).isEqualTo(1);
  }

  @Test
  void whatTheApplicationsUndeploymentCancelledIsNotLentAgain() throws Exception {
    pool(0, 1);
    Slot<Thing> slot = take(SOON);
    Thing thing = slot.resource();
    CompletableFuture<DrainReport> reclaim =
        start(
            () ->
                pool.reclaim(
                    new DrainPlan(
                        Duration.ofMillis(1), Duration.ofSeconds(20), Duration.ofSeconds(20)),
                    holder -> true,
                    thread -> false));
    eventually("the cancel", () -> thing.cancelled);
    give(slot);
    assertThat(outcome(reclaim).cutOff()).isEmpty();
    assertThat(take(SOON).resource()).isNotSameAs(thing);
  }
}
