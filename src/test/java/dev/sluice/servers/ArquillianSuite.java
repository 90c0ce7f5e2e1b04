package dev.sluice.servers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.cases.InjectionCases;
import dev.sluice.testing.Await;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import org.jboss.arquillian.container.spi.client.deployment.DeploymentDescription;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * Cases on a server that Arquillian starts, with the server's own adapter. Each class names
 * Arquillian's extension itself, behind those that must come before the server's start. An
 * application that is there after the last case goes with the server.
 */
public abstract class ArquillianSuite extends Suite implements InjectionCases {
  private static final Duration MOMENT = Duration.ofSeconds(2);

  private final ServerUnderTest kind;
  private final Declaration declaration;

  /** Where an application of Arquillian's own answers; the host may be another name for ours. */
  @ArquillianResource private URL address;

  @ArquillianResource private Deployer deployer;

  protected ArquillianSuite(ServerUnderTest kind, Declaration declaration) {
    this.kind = kind;
    this.declaration = declaration;
  }

  /**
   * What can be deployed. What is managed Arquillian deploys before all cases and undeploys after
   * them, and one at least has to be: from it comes the server's address.
   */
  protected List<DeploymentDescription> deployments() {
    WebArchive address =
        ShrinkWrap.create(WebArchive.class, "address.war")
            .addAsWebResource(ProbeArchive.file(""), "empty.txt");
    return List.of(
        new DeploymentDescription("_DEFAULT_", address),
        deployment("app", main()).shouldBeManaged(false),
        deployment("aliases", Pools.ALIASES).shouldBeManaged(false),
        deployment("difficult", Pools.DIFFICULT).shouldBeManaged(false),
        deployment("small", Pools.SMALL).shouldBeManaged(false));
  }

  /** This application, managed. */
  protected final DeploymentDescription deployment(String application, PoolDeclaration pool) {
    return new DeploymentDescription(application, archive(application, pool));
  }

  /** This application as it is to be deployed. */
  protected WebArchive archive(String application, PoolDeclaration pool) {
    return kind.application(declaration, ProbeArchive.probe(application), pool);
  }

  @Override
  public Declaration declaration() {
    return declaration;
  }

  @Override
  public ProbeClient probe(String application, PoolDeclaration pool) {
    if (deployed.putIfAbsent(application, pool) == null) {
      deployer.deploy(application);
    }
    assertThat(deployed.get(application)).as("the pool of " + application).isEqualTo(pool);
    return client(application);
  }

  /** For an application that is deployed. */
  protected final ProbeClient client(String application) {
    try {
      return new ProbeClient(
          new URI(
              "http", null, "127.0.0.1", address.getPort(), "/" + application + "/", null, null));
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void goes(String application) {
    deployed.remove(application);
    deployer.undeploy(application);
  }

  /** The threads can be seen where the server runs in this JVM. */
  @Override
  public void assertNothingIsLeftOf(PoolDeclaration pool) {
    assertThat(deployed).as("applications that may have pools").isEmpty();
    sessions(pool).awaitNone();
    Await.until(
        "no thread of a pool", MOMENT, () -> poolThreads().isEmpty(), ArquillianSuite::poolThreads);
  }

  private static List<String> poolThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("sluice-"))
        .toList();
  }
}
