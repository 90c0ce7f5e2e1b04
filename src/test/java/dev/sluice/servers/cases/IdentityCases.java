package dev.sluice.servers.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.ConformanceCase;
import dev.sluice.servers.Pools;
import dev.sluice.servers.ProbeClient;
import dev.sluice.servers.Stage;
import org.junit.jupiter.api.Test;

@ConformanceCase(
    number = 4,
    value =
        "Two applications with the same resource name and different settings get different pools;"
            + " one application gets one, however often it asks")
public interface IdentityCases extends Stage {
  @Test
  default void applicationsWithTheSameResourceNameAndDifferentSettingsGetDifferentPools() {
    String main = probe().get("looked-up");
    ProbeClient other = probe("small", Pools.SMALL);

    assertThat(main).startsWith(main().applicationName() + " ");
    assertThat(other.get("looked-up")).startsWith("small ");
    assertThat(other.get("injected-by-name")).startsWith("small ");
    assertThat(other.get("injected-by-lookup")).startsWith("small ");
    assertThat(probe().get("looked-up")).isEqualTo(main);
  }

  @Test
  default void oneApplicationGetsOnePoolHoweverOftenItAsks() {
    ProbeClient probe = probe("small", Pools.SMALL);
    String session = probe.get("looked-up");

    for (int i = 0; i < 20; i++) {
      assertThat(probe.get("looked-up")).isEqualTo(session);
    }

    assertThat(sessions(Pools.SMALL).count()).isEqualTo(1);
  }
}
