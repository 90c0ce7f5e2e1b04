package dev.sluice.servers.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.ConformanceCase;
import dev.sluice.servers.PinnedThreads;
import dev.sluice.servers.Pools;
import dev.sluice.servers.ProbeClient;
import dev.sluice.servers.ServerStage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** On a server whose requests run on virtual threads. */
@ConformanceCase(number = 12, value = "Requests on virtual threads pin no carrier in the pool")
public interface VirtualThreadCases extends ServerStage {
  /** The pool's classes, not those of the application under test. */
  Pattern POOL = Pattern.compile("dev\\.sluice\\.(?!servers\\.)");

  @Test
  default void requestsOnVirtualThreadsPinNoCarrierInThePool() {
    ProbeClient probe = probe("small", Pools.SMALL);
    assertThat(probe.get("thread-is-virtual")).isEqualTo("true");
    // The JVM pins whoever waits for a class to be loaded, which happens once, in any code.
    manyRequests(probe);

    try (PinnedThreads pinned = new PinnedThreads(server().jvm())) {
      manyRequests(probe);
      probe.get("pin");

      List<String> stacks = pinned.stacks();
      assertThat(stacks).as("what is seen").anyMatch(stack -> stack.contains("PinsItsCarrier"));
      assertThat(stacks).noneMatch(stack -> POOL.matcher(stack).find());
    }
  }

  /** Many more than there are carriers and connections: they wait, query and overtake. */
  private static void manyRequests(ProbeClient probe) {
    List<CompletableFuture<String>> requests = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      requests.add(probe.start(i % 20 == 0 ? "sleep?s=1&id=held" : "looked-up"));
    }
    requests.forEach(CompletableFuture::join);
  }
}
