package dev.sluice.servers.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.ConformanceCase;
import dev.sluice.servers.PoolDeclaration;
import dev.sluice.servers.Pools;
import dev.sluice.servers.RunningServer;
import dev.sluice.servers.ServerStage;
import org.junit.jupiter.api.Test;

@ConformanceCase(
    number = 3,
    value =
        "A misspelt attribute, a bad value, an unreachable server and a wrong password each end in"
            + " a message that tells what to do, and other applications still deploy")
public interface FailureCases extends ServerStage {
  @Test
  default void aMisspeltAttributeIsNamedWithTheNearestThatExists() {
    assertToldAndAlone(Pools.MISSPELT, "maxSise", "maxSize");
  }

  @Test
  default void everyBadValueIsNamedWithWhatIsAllowed() {
    assertToldAndAlone(
        Pools.BAD_VALUE,
        "maxSize",
        "many",
        "1 to 10000",
        "borrowTimeout",
        "soon",
        "a duration such as 500ms");
  }

  @Test
  default void anUnreachableServerIsNamedWithItsAddress() {
    assertToldAndAlone(
        Pools.UNREACHABLE, "can't connect to 127.0.0.1:1/app", "Check host and port");
  }

  @Test
  default void aWrongPasswordIsToldWithoutBeingShown() {
    assertToldAndAlone(
        Pools.WRONG_PASSWORD, "SQLSTATE 28P01", "Check user and password (or passwordFile)");
    assertThat(server().log()).doesNotContain("not-the-password");
  }

  /** Whoever uses the pool, and whoever reads the log, finds all of this; nobody else suffers. */
  private void assertToldAndAlone(PoolDeclaration pool, String... parts) {
    int log = logLength();

    assertThat(whatTheApplicationIsTold(pool)).contains(parts).doesNotContain("not-the-password");
    for (String part : parts) {
      awaitLog(log, part);
    }
    assertThat(probe("healthy", main()).get("looked-up")).startsWith(main().applicationName());
    assertThat(probe().get("looked-up")).startsWith(main().applicationName());
  }

  /** The deployment's refusal if the server lets no such application start; else the outcome. */
  private String whatTheApplicationIsTold(PoolDeclaration pool) {
    try {
      return probe(pool.name(), pool).get("/lookup/");
    } catch (RunningServer.RefusedError refused) {
      return refused.getMessage();
    }
  }
}
