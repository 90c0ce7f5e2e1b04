package dev.sluice.servers.wildfly;

import dev.sluice.servers.ArquillianSuite;
import dev.sluice.servers.Declaration;
import dev.sluice.servers.PoolDeclaration;
import dev.sluice.servers.Pools;
import dev.sluice.servers.ProbeArchive;
import dev.sluice.servers.ServerConfig;
import dev.sluice.servers.cases.DeployerCases;
import java.io.IOException;
import java.nio.file.Path;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A WildFly with Arquillian's adapter; the pool is declared in the server for the application. */
@ExtendWith(ArquillianExtension.class)
class WildFlyArquillianIT extends ArquillianSuite implements DeployerCases {
  @TempDir private static Path directory;

  WildFlyArquillianIT() {
    super(new WildFly(), Declaration.APPLICATION);
  }

  @BeforeAll
  void declareInTheServer() throws IOException {
    WildFly.module(Path.of(System.getProperty("sluice.wildfly.modules")));
    StringBuilder script =
        new StringBuilder(ServerConfig.text("wildfly/application.cli", postgres()));
    Pools.all().forEach(pool -> script.append(WildFly.script(pool)));
    WildFly.run(System.getProperty("sluice.wildfly.management.port"), directory, script.toString());
  }

  @Override
  protected WebArchive archive(String application, PoolDeclaration pool) {
    WebArchive probe = ProbeArchive.probe(application);
    return pool.equals(main())
        ? WildFly.withDescriptors(probe, ServerConfig.text("wildfly/web.xml"))
        : new WildFly().using(probe, pool);
  }
}
