package dev.sluice.servers.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.Pools;
import dev.sluice.servers.Stage;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is true of an undeployment wherever applications can be deployed and undeployed. */
public interface UndeployCases extends Stage {
  @Test
  default void workThatEndsWithinTheDrainTimeoutIsCommitted() {
    CompletableFuture<String> work =
        probe().start("write-slowly?id=in-time&s=" + SECONDS_WITHIN_THE_DRAIN);
    sessions(main()).awaitRunning("in-time");

    goes("app");

    assertNothingIsLeftOf(main());
    assertThat(written().count("in-time")).isEqualTo(1);
    assertThat(work).as("the request").isNotNull();
  }

  @Test
  default void workThatDoesNotEndIsCancelledAndRolledBack() {
    CompletableFuture<String> work = probe().start("write-slowly?id=too-late&s=60");
    sessions(main()).awaitRunning("too-late");
    probe().get("leave-open?id=never-committed");
    probe().get("leak");

    long begin = System.nanoTime();
    goes("app");

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
    assertNothingIsLeftOf(main());
    assertThat(written().count("too-late")).isZero();
    assertThat(written().count("never-committed")).isZero();
    assertThat(work).as("the request").failsWithin(Duration.ofSeconds(10));
  }

  @Test
  default void noMBeanIsLeftOfAnApplicationThatHasGone() {
    probe("small", Pools.SMALL).get("looked-up");

    goes("small");

    assertNoMBeanIsLeft();
  }

  @Test
  default void anApplicationThatComesBackFindsItsPoolAgain() {
    probe().get("looked-up");
    goes("app");
    assertNothingIsLeftOf(main());

    assertThat(probe().get("injected-by-name")).startsWith(main().applicationName() + " ");

    goes("app");
    assertNothingIsLeftOf(main());
  }
}
