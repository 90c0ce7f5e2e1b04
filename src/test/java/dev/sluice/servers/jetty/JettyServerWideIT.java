package dev.sluice.servers.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.ProbeArchive;
import dev.sluice.servers.ProbeClient;
import dev.sluice.servers.ServerDeclared;
import org.junit.jupiter.api.Test;

/** The server declares the pools: a module, and a LinkRef in each application. */
class JettyServerWideIT extends ServerDeclared {
  JettyServerWideIT() {
    super(new Jetty());
  }

  @Test
  void anApplicationThatBringsTheJarsToAPoolOfTheServerIsWarnedAndHasAPoolForItself() {
    String other = probe().get("looked-up");
    int log = logLength();

    ProbeClient both = probe("both", main(), ProbeArchive::withJars);

    String own = both.get("looked-up");
    assertThat(own).startsWith("shared ").isNotEqualTo(other);
    assertThat(both.get("injected-by-name")).isEqualTo(own);
    awaitLog(log, "/both finds Sluice in several places", "WEB-INF/lib/", kind().placeOfItsJar());

    both.get("leave-open?id=of-two-copies");
    goes("both");

    awaitLog(log, "shared: drained", "1 cut off");
    assertThat(written().count("of-two-copies")).isZero();
    assertThat(probe().get("looked-up")).isEqualTo(other);
    assertThat(sessions(main()).count()).isEqualTo(1);

    goes("app");
    assertNothingIsLeftOf(main());
  }
}
