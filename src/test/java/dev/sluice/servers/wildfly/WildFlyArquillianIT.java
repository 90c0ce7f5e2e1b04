package dev.sluice.servers.wildfly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.PoolDeclaration;
import dev.sluice.servers.ProbeArchive;
import dev.sluice.servers.ProbeClient;
import dev.sluice.servers.ServerConfig;
import dev.sluice.servers.cases.InjectionCases;
import dev.sluice.servers.cases.LoadCases;
import dev.sluice.servers.cases.UndeployCases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A WildFly with Arquillian's adapter; the pool is declared in the server for the application. */
@TestInstance(Lifecycle.PER_CLASS)
@ExtendWith(ArquillianExtension.class)
class WildFlyArquillianIT implements InjectionCases, LoadCases, UndeployCases {
  @TempDir private static Path directory;

  @ArquillianResource private Deployer deployer;

  private boolean declared;
  private boolean deployed;

  @Deployment(name = "app", managed = false, testable = false)
  static WebArchive app() {
    return WildFly.withDescriptors(ProbeArchive.probe("app"), ServerConfig.text("wildfly/web.xml"));
  }

  @BeforeEach
  void anEmptyTable() {
    written().prepare();
  }

  @AfterAll
  void nothingIsLeftAtTheEnd() {
    if (deployed) {
      goes("app");
    }
    assertNothingIsLeftOf(main());
  }

  @Override
  public ProbeClient probe(String name, PoolDeclaration pool, UnaryOperator<WebArchive> more) {
    assertThat(name).as("the one deployment that this class has").isEqualTo("app");
    if (!declared) {
      declare();
      declared = true;
    }
    if (!deployed) {
      deployer.deploy(name);
      deployed = true;
    }
    return new ProbeClient(
        URI.create("http://127.0.0.1:" + System.getProperty("sluice.wildfly.port") + "/app/"));
  }

  private void declare() {
    try {
      WildFly.module(Path.of(System.getProperty("sluice.wildfly.modules")));
      WildFly.run(
          System.getProperty("sluice.wildfly.management.port"),
          directory,
          ServerConfig.text("wildfly/application.cli", postgres()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void goes(String name) {
    deployer.undeploy(name);
    deployed = false;
  }

  @Override
  public void assertNothingIsLeftOf(PoolDeclaration pool) {
    sessions(pool).awaitNone();
  }

  @Override
  public PoolDeclaration main() {
    return PoolDeclaration.asWritten("app");
  }

  @Override
  public int maxSize() {
    return 10;
  }
}
