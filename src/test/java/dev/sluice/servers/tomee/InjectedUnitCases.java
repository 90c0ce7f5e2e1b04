package dev.sluice.servers.tomee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.Pools;
import dev.sluice.servers.ProbeClient;
import dev.sluice.servers.ServerStage;
import dev.sluice.servers.jpa.Account;
import dev.sluice.servers.jpa.injected.InjectedUnitServlet;
import org.junit.jupiter.api.Test;

/** A persistence unit that TomEE makes and injects itself, beside those of the application. */
interface InjectedUnitCases extends ServerStage {
  @Test
  default void anInjectedPersistenceUnitWorksOnThePoolAndOnNoDataSourceOfTomEEsOwn() {
    int log = logLength();
    ProbeClient probe =
        probe(
            "injected",
            Pools.SMALL,
            archive ->
                kind()
                    .withPersistenceUnit(archive)
                    .addClass(Account.class)
                    .addPackage(InjectedUnitServlet.class.getPackage()));

    assertThat(probe.get("/injected-unit")).isEqualTo("small");
    assertThat(logSince(log)).doesNotContain("JDBC Database");

    goes("injected");
    assertNothingIsLeftOf(Pools.SMALL);
  }
}
