package dev.sluice.servers.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.ConformanceCase;
import dev.sluice.servers.Pools;
import dev.sluice.servers.ProbeClient;
import dev.sluice.servers.ServerStage;
import dev.sluice.servers.ThreadKinds;
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
  /** The redeployments. */
  int TEN = 10;

  /** Of these: after so many the server's own pools of threads have their size. */
  int WARM_UP = 3;

  @Test
  default void tenRedeploymentsLeaveNothingBehind() {
    probe().get("looked-up");
    int classLoaders = classLoaders();
    List<String> threads = threadsOfPools();

    redeploy(WARM_UP);
    ThreadKinds early = kindsOfThreads();
    redeploy(TEN - WARM_UP);

    assertNothingIsLeftOf(Pools.SMALL);
    assertThat(threadsOfPools()).containsExactlyInAnyOrderElementsOf(threads);
    Await.until(
        "no kind of thread has one more for each redeployment",
        Duration.ofSeconds(20),
        () -> kindsOfThreads().grownBy(TEN - WARM_UP, early).isEmpty(),
        () -> kindsOfThreads().grownBy(TEN - WARM_UP, early));
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

  private void redeploy(int times) {
    for (int i = 0; i < times; i++) {
      ProbeClient probe = probe("again", Pools.SMALL);
      probe.get("injected-by-name");
      probe.get("looked-up");
      probe.get("load?threads=4&borrows=3");
      if (i == 0) {
        probe.get("leak");
      }
      goes("again");
    }
  }

  private ThreadKinds kindsOfThreads() {
    return ThreadKinds.of(
        server().jvm().threads().stream()
            .filter(thread -> !kind().isForTheDeployer(thread))
            .toList());
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
