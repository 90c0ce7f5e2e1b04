package dev.sluice.servers.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.ConformanceCase;
import dev.sluice.servers.Pools;
import dev.sluice.servers.ProbeClient;
import dev.sluice.servers.ServerStage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

@ConformanceCase(
    number = 2,
    value =
        "Attributes arrive, under their own names and under those of other pools; a password may"
            + " hold any character")
public interface AttributeCases extends ServerStage {
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
    List<CompletableFuture<String>> held = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      held.add(probe.start("sleep?s=4&id=held" + i));
      sessions(Pools.ALIASES).awaitRunning("held" + i);
    }

    assertThat(probe.get("/lookup/"))
        .startsWith("the borrow failed: ")
        .contains("aliases: ")
        .contains("3 of 3 connections are lent")
        .contains("(borrowTimeout 1500 ms)");
    assertThat(sessions(Pools.ALIASES).count()).isEqualTo(3);
    held.forEach(CompletableFuture::join);
  }

  @Test
  default void aPasswordMayHoldAnyCharacter() {
    ProbeClient probe = probe("difficult", Pools.DIFFICULT);

    assertThat(probe.get("setting?name=session_authorization")).isEqualTo("difficult");
  }
}
