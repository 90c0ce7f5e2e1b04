package dev.sluice.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A pool that the server owns and several applications use, on every server. */
public abstract class ServerWideCases extends UndeployCases {
  @Override
  public String applicationName() {
    return "shared";
  }

  @Override
  public int maxSize() {
    return 20;
  }

  @Test
  void applicationsShareThePool() {
    assertThat(probe("other").get("looked-up")).isEqualTo(probe().get("looked-up"));
  }

  @Test
  void anApplicationThatGoesLeavesTheOthersAlone() {
    CompletableFuture<String> work =
        probe("other").start("write-slowly?id=of-the-other&s=" + SECONDS_WITHIN_THE_DRAIN);
    sessions().awaitRunning("of-the-other");
    probe().get("leave-open?id=of-the-one-that-goes");

    goes("app");

    assertThat(work).succeedsWithin(java.time.Duration.ofSeconds(20)).isEqualTo("committed");
    assertThat(written("of-the-one-that-goes")).isZero();
    assertThat(sessions().list()).noneMatch(session -> session.contains("idle in transaction"));
    assertThat(probe("other").get("looked-up")).startsWith("shared ");

    goes("other");
    assertNothingIsLeft();
  }
}
