package dev.sluice.servers.payara;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.ArquillianSuite;
import dev.sluice.servers.Declaration;
import dev.sluice.servers.PoolDeclaration;
import dev.sluice.servers.ProbeClient;
import java.util.List;
import org.jboss.arquillian.container.spi.client.deployment.DeploymentDescription;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Payara Micro with Arquillian's adapter, which starts a server for each deployment and undeploys
 * by ending it: there is one application, which declares its pool itself, in
 * glassfish-resources.xml.
 */
@ExtendWith(ArquillianExtension.class)
class PayaraArquillianIT extends ArquillianSuite {
  PayaraArquillianIT() {
    super(new Payara(), Declaration.APPLICATION);
  }

  @Override
  protected List<DeploymentDescription> deployments() {
    return List.of(deployment("app", main()));
  }

  @Override
  public ProbeClient probe(String application, PoolDeclaration pool) {
    assertThat(application).as("the one that Arquillian has deployed").isEqualTo("app");
    return client(application);
  }
}
