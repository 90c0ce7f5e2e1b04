package dev.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.TestPolicy.Thing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Every action at random, from many threads at once. */
class PoolStressTest extends PoolTestBase {

  @RepeatedTest(3)
  void everythingAtOnceKeepsTheInvariants() throws Exception {
    Limits limits =
        new Limits(
            1,
            4,
            2,
            0,
            Duration.ofMillis(20),
            Duration.ofMillis(50),
            Duration.ofMillis(10),
            Duration.ofSeconds(1),
            Duration.ofMillis(30),
            true);
    pool(limits, Ticker.system(), new PoolListener<>() {});
    policy.onOpen =
        () -> {
          if (ThreadLocalRandom.current().nextInt(20) == 0) {
            throw new Exception("a failure by chance");
          }
          return null;
        };
    policy.onRefresh = () -> ThreadLocalRandom.current().nextInt(4) != 0;
    AtomicLong served = new AtomicLong();
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      all.add(
          start(
              () -> {
                for (int n = 0; n < 500; n++) {
                  act(served);
                }
                return null;
              }));
    }
    for (CompletableFuture<Void> one : all) {
      outcome(one);
    }
    assertThat(served.get()).isGreaterThan(500);
  }

  private void act(AtomicLong served) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    if (random.nextInt(50) == 0) {
      Thread.currentThread().interrupt();
    }
    boolean impatient = random.nextInt(3) == 0;
    Slot<Thing> slot;
    try {
      slot = pool.borrow(impatient ? random.nextInt(200_000) : SOON);
    } catch (BorrowException expected) {
      Thread.interrupted();
      assertThat(impatient || expected.reason() != BorrowException.Reason.TIMEOUT)
          .as("a patient borrower was left waiting: %s", expected.snapshot())
          .isTrue();
      return;
    }
    Thread.interrupted();
    Thing thing = slot.resource();
    assertThat(thing.users.incrementAndGet()).isEqualTo(1);
    long loan = slot.lentTo(CLIENT, null);
    served.incrementAndGet();
    if (random.nextInt(10) == 0) {
      LockSupport.parkNanos(random.nextInt(500_000));
    }
    thing.users.decrementAndGet();
    int what = random.nextInt(40);
    if (what > 10) {
      slot.releaseUnused(loan);
      return;
    }
    if (!slot.beginReturn(loan)) {
      return;
    }
    switch (what) {
      case 0 -> slot.discard(loan, null);
      case 1 -> {
        thing.dead = true;
        slot.release(loan);
      }
      case 2 -> {
        slot.suspectOthers(null);
        slot.release(loan);
      }
      case 3, 4 -> slot.refresh(loan);
      default -> slot.release(loan);
    }
  }

  @Test
  void manyThreadsOverFewResourcesAreAllServed() throws Exception {
    pool(0, 8);
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      all.add(
          start(
              () -> {
                for (int n = 0; n < 2000; n++) {
                  give(take(SOON));
                }
                return null;
              }));
    }
    for (CompletableFuture<Void> one : all) {
      outcome(one);
    }
    assertThat(pool.snapshot().borrows()).isEqualTo(64 * 2000);
  }

  @Test
  void noWakeUpIsLostBetweenTwoThreadsAndOneResource() throws Exception {
    pool(0, 1);
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      all.add(
          start(
              () -> {
                for (int n = 0; n < 200_000; n++) {
                  give(take(SOON));
                }
                return null;
              }));
    }
    for (CompletableFuture<Void> one : all) {
      outcome(one);
    }
  }

  @Test
  void waitersThatGiveUpSwallowNothing() throws Exception {
    pool(0, 2);
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(
          start(
              () -> {
                for (int n = 0; n < 5000; n++) {
                  try {
                    give(take(ThreadLocalRandom.current().nextInt(50_000)));
                  } catch (BorrowException expected) {
                    assertThat(expected.reason()).isEqualTo(BorrowException.Reason.TIMEOUT);
                  }
                }
                return null;
              }));
    }
    for (CompletableFuture<Void> one : all) {
      outcome(one);
    }
    give(take(SOON));
  }
}
