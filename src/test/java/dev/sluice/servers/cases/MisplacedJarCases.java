package dev.sluice.servers.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.ConformanceCase;
import dev.sluice.servers.PoolDeclaration;
import dev.sluice.servers.ProbeArchive;
import dev.sluice.servers.ServerStage;
import org.junit.jupiter.api.Test;

/** On a server that declares a pool and has no jars. */
@ConformanceCase(
    number = 10,
    value =
        "A resource of the server that an application's copy of the classes would build is refused"
            + " with a message that says where the jar belongs")
public interface MisplacedJarCases extends ServerStage {
  /** What the server declares without having the classes for it. */
  PoolDeclaration declaredByServer();

  @Test
  default void aPoolOfTheServerThatAnApplicationsJarWouldBuildIsRefused() {
    int log = logLength();
    for (String application : new String[] {"first", "second"}) {
      String told =
          deploy(
                  application,
                  declaredByServer(),
                  kind()
                      .using(
                          ProbeArchive.withJars(ProbeArchive.probe(application)),
                          declaredByServer()))
              .get("/lookup/");

      assertThat(told)
          .startsWith("the ")
          .contains("failed")
          .contains("Put the Sluice and PostgreSQL jars into the server's lib folder")
          .contains("WEB-INF/lib");
    }

    awaitLog(log, "Put the Sluice and PostgreSQL jars into the server's lib folder");
    assertThat(sessions(declaredByServer()).count()).isZero();
    goes("first");
    goes("second");
    assertNothingIsLeftOf(declaredByServer());
  }
}
