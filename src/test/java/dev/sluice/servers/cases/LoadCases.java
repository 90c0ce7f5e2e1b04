package dev.sluice.servers.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.ProbeClient;
import dev.sluice.servers.Stage;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What many threads at once do to a pool. */
public interface LoadCases extends Stage {
  @Test
  default void loadFromSeveralThreadsStaysWithinTheLimit() {
    int threads = 3 * maxSize();
    ProbeClient probe = probe();

    CompletableFuture<String> load = probe.start("load?threads=" + threads + "&borrows=50");
    do {
      sessions(main()).assertAtMost(maxSize());
    } while (!load.isDone());

    assertThat(load.join()).isEqualTo(String.valueOf(threads * 50));
    assertThat(written().count("load")).isEqualTo(threads * 50);
    sessions(main()).assertAtMost(maxSize());

    // Whoever looks at one session next must not meet all of these.
    goes("app");
    assertNothingIsLeftOf(main());
  }
}
