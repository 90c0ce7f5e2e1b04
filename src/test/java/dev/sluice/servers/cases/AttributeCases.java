package dev.sluice.servers.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.ConformanceCase;
import dev.sluice.servers.Pools;
import dev.sluice.servers.ProbeClient;
import dev.sluice.servers.Stage;
import org.junit.jupiter.api.Test;

@ConformanceCase(
    number = 2,
    value =
        "Attributes arrive, under their own names and under those of other pools; a password may"
            + " hold any character")
public interface AttributeCases extends Stage {
  @Test
  default void attributesUnderTheNamesOfOtherPoolsCount() {
    ProbeClient probe = probe("aliases", Pools.ALIASES);

    assertThat(probe.get("setting?name=session_authorization")).isEqualTo("app");
    assertThat(probe.get("setting?name=work_mem")).isEqualTo("5MB");
    assertThat(probe.get("setting?name=transaction_isolation")).isEqualTo("serializable");
    assertThat(probe.get("setting?name=transaction_read_only")).isEqualTo("on");
  }

  @Test
  default void theLimitsOfSizeAndWaitingTimeAreTheConfiguredOnes() {
    ProbeClient probe = probe("aliases", Pools.ALIASES);
    probe.get("leak");
    probe.get("leak");
    probe.get("leak");

    assertThat(probe.get("/lookup/"))
        .startsWith("the borrow failed: ")
        .contains("aliases: ")
        .contains("3 of 3 connections are lent")
        .contains("(borrowTimeout 2 s)");
    assertThat(sessions(Pools.ALIASES).count()).isEqualTo(3);
  }

  @Test
  default void aPasswordMayHoldAnyCharacter() {
    ProbeClient probe = probe("difficult", Pools.DIFFICULT);

    assertThat(probe.get("setting?name=session_authorization")).isEqualTo("difficult");
  }
}
