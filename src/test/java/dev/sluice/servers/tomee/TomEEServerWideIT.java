package dev.sluice.servers.tomee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.Pools;
import dev.sluice.servers.ProbeArchive;
import dev.sluice.servers.ProbeClient;
import dev.sluice.servers.ServerDeclared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** The server declares the pools: server.xml, and a resource-ref in each application. */
@EnabledForJreRange(max = JRE.JAVA_17, disabledReason = "TomEE 9 runs on JDK 17 only")
class TomEEServerWideIT extends ServerDeclared implements InjectedUnitCases {
  TomEEServerWideIT() {
    super(new TomEE());
  }

  /** As Tomcat's ResourceLink is, on TomEE. */
  @Test
  void thePoolOfTheServerIsNotMistakenForAnApplicationsResourceOfTheSameName() {
    ProbeClient before = probe("before", main());
    ProbeClient own =
        deploy("own", Pools.SMALL, kind().declaring(ProbeArchive.probe("own"), Pools.SMALL));
    ProbeClient after = probe("after", main());

    assertThat(before.get("looked-up")).startsWith("shared ");
    assertThat(own.get("looked-up")).startsWith("small ");
    assertThat(own.get("injected-by-name")).startsWith("small ");
    assertThat(after.get("looked-up")).startsWith("shared ");
    assertThat(after.get("injected-by-name")).startsWith("shared ");

    goes("own");
    assertNothingIsLeftOf(Pools.SMALL);
    assertThat(before.get("looked-up")).startsWith("shared ");
  }

  @Test
  void wrongAttributesAreToldInTheLog() {
    assertThat(server().log())
        .contains("maxSise", "did you mean maxSize")
        .contains("1 to 10000", "a duration such as 500ms");
    assertThat(probe().get("looked-up")).startsWith("shared ");
  }
}
