package dev.sluice.servers.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.ConformanceCase;
import dev.sluice.servers.ServerStage;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

@ConformanceCase(
    number = 5,
    value =
        "Applications that share a pool of the server go one by one: what one held is taken back,"
            + " the others work on, and after the last no session is left")
public interface SharingCases extends ServerStage {
  @Test
  default void applicationsShareThePoolOfTheServer() {
    assertThat(probe("other", main()).get("looked-up")).isEqualTo(probe().get("looked-up"));
  }

  @Test
  default void anApplicationThatGoesLeavesTheOthersInTheMiddleOfTheirTransactions() {
    CompletableFuture<String> work =
        probe("other", main()).start("write-slowly?id=of-the-other&s=" + SECONDS_WITHIN_THE_DRAIN);
    sessions(main()).awaitRunning("of-the-other");
    probe().get("leave-open?id=of-the-one-that-goes");
    int log = logLength();

    goes("app");

    awaitLog(log, "shared: took back what an application held", "1 cut off");
    assertThat(work).succeedsWithin(Duration.ofSeconds(20)).isEqualTo("committed");
    assertThat(written().count("of-the-other")).isEqualTo(1);
    assertThat(written().count("of-the-one-that-goes")).isZero();
    assertThat(sessions(main()).list())
        .noneMatch(session -> session.contains("idle in transaction"));
    assertThat(probe("other", main()).get("looked-up")).startsWith("shared ");

    goes("other");
    assertNothingIsLeftOf(main());
    awaitLog(log, "shared: drained", "its last user has gone");
  }

  @Test
  default void theSharedPoolWorksAgainForWhoeverComesAfterTheLastHasGone() {
    probe().get("looked-up");
    probe("other", main()).get("looked-up");
    goes("app");
    goes("other");
    assertNothingIsLeftOf(main());

    String session = probe().get("looked-up");

    assertThat(session).startsWith("shared ");
    assertThat(probe("other", main()).get("looked-up")).isEqualTo(session);
  }
}
