package dev.sluice.servers.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.ConformanceCase;
import dev.sluice.servers.Pools;
import dev.sluice.servers.ProbeClient;
import dev.sluice.servers.ServerStage;
import dev.sluice.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

@ConformanceCase(
    number = 6,
    value =
        "After an undeployment no session, thread or MBean is left, and the log says what was done:"
            + " whether nothing was lent, work ended in time, was cancelled, waited or was leaked")
public interface DrainCases extends ServerStage {
  /** What the log calls the end of an application's use of its pool. */
  String endOfUse();

  @Test
  default void anIdlePoolIsGoneWithItsApplication() {
    probe("small", Pools.SMALL).get("looked-up");
    assertThat(sessions(Pools.SMALL).count()).isEqualTo(1);
    int log = logLength();

    goes("small");

    assertNothingIsLeftOf(Pools.SMALL);
    awaitLog(
        log, "small: drained", "0 lent at the start, 0 waiting and refused, 0 cancelled, 0 cut");
    assertNoMBeanIsLeft();
  }

  @Test
  default void theLogTellsOfWorkThatEndedInTime() {
    CompletableFuture<String> work =
        probe().start("write-slowly?id=in-good-time&s=" + SECONDS_WITHIN_THE_DRAIN);
    sessions(main()).awaitRunning("in-good-time");
    int log = logLength();

    goes("app");

    assertNothingIsLeftOf(main());
    assertThat(written().count("in-good-time")).isEqualTo(1);
    assertThat(work).succeedsWithin(Duration.ofSeconds(10));
    awaitEnd(log, main().name(), "1 lent at the start, 0 waiting and refused, 0 cancelled, 0 cut");
  }

  @Test
  default void theLogTellsOfAQueryThatWasCancelled() {
    CompletableFuture<String> work =
        probe("small", Pools.SMALL).start("write-slowly?id=cancelled&s=60");
    sessions(Pools.SMALL).awaitRunning("cancelled");
    int log = logLength();

    goes("small");

    assertNothingIsLeftOf(Pools.SMALL);
    assertThat(written().count("cancelled")).isZero();
    assertThat(work).failsWithin(Duration.ofSeconds(10));
    awaitEnd(log, "small", "1 lent at the start, 0 waiting and refused, 1 cancelled, 0 cut off");
  }

  @Test
  default void aThreadThatWaitsForAConnectionIsToldAtOnceThatItsApplicationGoes() {
    ProbeClient probe = probe("small", Pools.SMALL);
    probe.get("leak");
    probe.get("leak");
    CompletableFuture<String> waits = probe.start("/lookup/");
    Await.until(
        "a thread that waits for a connection",
        Duration.ofSeconds(5),
        () -> server().jvm().diagnose("threadPrint").contains("dev.sluice.core.Borrowing.await("),
        () -> server().jvm().diagnose("threadPrint"));
    int log = logLength();

    goes("small");

    assertNothingIsLeftOf(Pools.SMALL);
    assertThat(waits).succeedsWithin(Duration.ofSeconds(10));
    assertThat(waits.join())
        .startsWith("the borrow failed: dev.sluice.PoolClosedException: small")
        .containsAnyOf("is closed", "was undeployed");
    awaitEnd(log, "small", "2 lent at the start, 1 waiting and refused", "2 cut off");
  }

  @Test
  default void aLeakedConnectionIsCutOffAndItsTransactionRolledBack() {
    ProbeClient probe = probe("small", Pools.SMALL);
    probe.get("leak");
    probe.get("leave-open?id=never-committed");
    int log = logLength();

    long begin = System.nanoTime();
    goes("small");

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
    assertNothingIsLeftOf(Pools.SMALL);
    assertThat(written().count("never-committed")).isZero();
    awaitEnd(log, "small", "2 lent at the start, 0 waiting and refused", "2 cut off. Cut off: ");
  }

  private void awaitEnd(int log, String pool, String... what) {
    List<String> parts = new ArrayList<>(List.of(what));
    parts.add(0, pool + ": " + endOfUse());
    awaitLog(log, parts.toArray(new String[0]));
  }
}
