package dev.sluice.servers.wildfly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.PoolDeclaration;
import dev.sluice.servers.Pools;
import dev.sluice.servers.ProbeArchive;
import dev.sluice.servers.ProbeClient;
import dev.sluice.servers.ServerConfig;
import dev.sluice.servers.ServerDeclared;
import dev.sluice.servers.cases.PlatformThreadCases;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server declares the pools: scripts for its command line interface. */
class WildFlyServerWideIT extends ServerDeclared implements PlatformThreadCases {
  private static final String LIST = "/subsystem=naming:jndi-view\n";

  WildFlyServerWideIT() {
    super(new WildFly());
  }

  @Test
  void aPoolOfOneApplicationEndsWithIt(@TempDir Path directory) throws IOException {
    WildFly.run(server(), directory, ServerConfig.text("wildfly/application.cli", postgres()));
    PoolDeclaration pool = PoolDeclaration.asWritten("app");

    ProbeClient probe =
        deploy(
            "own",
            pool,
            WildFly.withDescriptors(
                ProbeArchive.probe("own"), ServerConfig.text("wildfly/web.xml")));

    String session = probe.get("looked-up");
    assertThat(session).startsWith("app ");
    assertThat(probe.get("injected-by-name")).isEqualTo(session);
    assertThat(probe.get("injected-by-lookup")).isEqualTo(session);

    goes("own");
    assertNothingIsLeftOf(pool);
  }

  @Test
  void whoListsTheTreeBuildsNothingAndIsNoUserOfThePool(@TempDir Path directory)
      throws IOException {
    WildFly.run(server(), directory, LIST);
    assertNothingIsLeftOf(Pools.SMALL);

    assertThat(probe("small", Pools.SMALL).get("looked-up")).startsWith("small ");
    assertThat(WildFly.run(server(), directory, LIST)).contains("SluiceDataSource");
    goes("small");

    assertNothingIsLeftOf(Pools.SMALL);
  }

  @Test
  void aResourceThatMakesNoPoolLeavesTheListingOfTheTreeWhole(@TempDir Path directory)
      throws IOException {
    assertThat(WildFly.run(server(), directory, LIST))
        .contains("ExampleDS")
        .contains("Resource java:jboss/datasources/misspelt: one problem")
        .contains("maxSise");
  }
}
