package dev.sluice.servers.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.ConformanceCase;
import dev.sluice.servers.Pools;
import dev.sluice.servers.ProbeClient;
import dev.sluice.servers.ServerStage;
import dev.sluice.servers.probe.ClassLoaderMarker;
import dev.sluice.testing.Await;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@ConformanceCase(
    number = 7,
    value =
        "Ten redeployments leave as many sessions and threads as there were before, and no class"
            + " loader of an undeployed application")
public interface RedeployCases extends ServerStage {
  @Test
  default void tenRedeploymentsLeaveNothingBehind() {
    probe().get("looked-up");
    int classLoaders = classLoaders();
    List<String> threads = threadsOfPools();

    for (int i = 0; i < 10; i++) {
      ProbeClient probe = probe("again", Pools.SMALL);
      probe.get("injected-by-name");
      probe.get("looked-up");
      probe.get("load?threads=4&borrows=3");
      if (i % 5 == 0) {
        probe.get("leak");
      }
      goes("again");
    }

    assertNothingIsLeftOf(Pools.SMALL);
    assertThat(threadsOfPools()).containsExactlyInAnyOrderElementsOf(threads);
    Await.until(
        "the class loaders of the undeployed applications are collected",
        Duration.ofSeconds(20),
        () -> classLoaders() <= classLoaders,
        () ->
            classLoaders()
                + " class loaders, "
                + classLoaders
                + " at the beginning; the heap is in "
                + server().dumpHeap());
  }

  @Test
  default void anApplicationThatComesBackFindsItsPoolAgain() {
    probe("small", Pools.SMALL).get("looked-up");
    goes("small");
    assertNothingIsLeftOf(Pools.SMALL);

    assertThat(probe("small", Pools.SMALL).get("injected-by-name")).startsWith("small ");

    goes("small");
    assertNothingIsLeftOf(Pools.SMALL);
  }

  private int classLoaders() {
    return server().jvm().instances(ClassLoaderMarker.class);
  }

  /** Ours but those of the application that stays, and the driver's. */
  private List<String> threadsOfPools() {
    return server().jvm().threads().stream()
        .filter(name -> name.startsWith("sluice-") || name.contains("PostgreSQL"))
        .filter(name -> !name.startsWith("sluice-" + main().name() + "-"))
        .toList();
  }
}
