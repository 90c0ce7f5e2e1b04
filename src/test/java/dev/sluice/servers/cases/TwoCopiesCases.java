package dev.sluice.servers.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.ConformanceCase;
import dev.sluice.servers.Pools;
import dev.sluice.servers.ProbeArchive;
import dev.sluice.servers.ProbeClient;
import dev.sluice.servers.ServerStage;
import java.util.List;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** On a server that has the jars itself. */
@ConformanceCase(
    number = 9,
    value =
        "With the jar in the application and in the server at once, one warning names both places,"
            + " and everything else stays as it is with one")
public interface TwoCopiesCases extends ServerStage {
  @Test
  default void anApplicationThatBringsTheJarsToAPoolOfTheServerIsWarnedAndServedAsWithout() {
    String other = probe().get("looked-up");
    int log = logLength();

    ProbeClient both = probe("both", main(), ProbeArchive::withJars);

    assertThat(both.get("looked-up")).isEqualTo(other);
    assertThat(both.get("injected-by-name")).isEqualTo(other);
    assertOneWarning(log);

    both.get("leave-open?id=of-two-copies");
    goes("both");

    awaitLog(log, "shared: took back what an application held", "1 cut off");
    assertThat(sessions(main()).list())
        .noneMatch(session -> session.contains("idle in transaction"));
    assertThat(written().count("of-two-copies")).isZero();
    assertThat(probe().get("looked-up")).startsWith("shared ");

    goes("app");
    assertNothingIsLeftOf(main());
  }

  @Test
  default void anApplicationThatBringsTheJarsToAPoolOfItsOwnIsWarnedAndServedAsWithout() {
    int log = logLength();
    WebArchive archive =
        kind().declaring(ProbeArchive.withJars(ProbeArchive.probe("both")), Pools.SMALL);

    ProbeClient both = deploy("both", Pools.SMALL, archive);

    assertThat(both.get("looked-up")).startsWith("small ");
    assertThat(both.get("injected-by-name")).isEqualTo(both.get("looked-up"));
    assertOneWarning(log);

    both.get("leave-open?id=of-two-copies");
    goes("both");

    awaitLog(log, "small: drained", "1 cut off");
    assertNothingIsLeftOf(Pools.SMALL);
    assertThat(written().count("of-two-copies")).isZero();
  }

  private void assertOneWarning(int log) {
    awaitLog(log, "/both finds Sluice in several places");
    List<String> warnings =
        logSince(log).lines().filter(line -> line.contains("in several places")).toList();
    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0)).contains("WEB-INF/lib/", kind().placeOfItsJar());
  }
}
