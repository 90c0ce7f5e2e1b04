package dev.sluice.servers.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.ProbeArchive;
import dev.sluice.servers.ProbeClient;
import org.junit.jupiter.api.Test;

/** On a server that asks each application's own copy of the classes for a pool of the server. */
public interface PoolForEachCases extends MisplacedJarCases {
  @Test
  default void aPoolOfTheServerThatApplicationsJarsBuildIsOneForEach() {
    ProbeClient first = using("first");
    ProbeClient second = using("second");

    assertThat(first.get("looked-up")).startsWith("shared ").isEqualTo(first.get("looked-up"));
    assertThat(second.get("looked-up")).startsWith("shared ").isNotEqualTo(first.get("looked-up"));
    first.get("leak");
    goes("first");
    assertThat(sessions(declaredByServer()).count()).isEqualTo(1);
    assertThat(second.get("looked-up")).startsWith("shared ");

    goes("second");
    assertNothingIsLeftOf(declaredByServer());
  }

  private ProbeClient using(String application) {
    return deploy(
        application,
        declaredByServer(),
        kind().using(ProbeArchive.withJars(ProbeArchive.probe(application)), declaredByServer()));
  }
}
