package dev.sluice.servers.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.ConformanceCase;
import dev.sluice.servers.Stage;
import org.junit.jupiter.api.Test;

@ConformanceCase(
    number = 1,
    value =
        "`@Resource(name)`, `@Resource(lookup)` and a lookup in `java:comp/env` give a working"
            + " `DataSource`, each time of the same pool")
public interface InjectionCases extends Stage {
  @Test
  default void aDataSourceInjectedByNameReachesThePool() {
    assertThat(probe().get("injected-by-name")).startsWith(main().applicationName() + " ");
  }

  @Test
  default void aDataSourceInjectedByLookupReachesThePool() {
    assertThat(probe().get("injected-by-lookup")).startsWith(main().applicationName() + " ");
  }

  @Test
  default void aDataSourceLookedUpReachesThePool() {
    assertThat(probe().get("looked-up")).startsWith(main().applicationName() + " ");
  }

  @Test
  default void everyWayToTheDataSourceLeadsToTheSamePool() {
    String session = probe().get("injected-by-name");

    assertThat(probe().get("injected-by-lookup")).isEqualTo(session);
    assertThat(probe().get("looked-up")).isEqualTo(session);
    assertThat(probe().get("looked-up")).isEqualTo(session);
  }
}
