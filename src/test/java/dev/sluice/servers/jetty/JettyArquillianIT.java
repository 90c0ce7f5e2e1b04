package dev.sluice.servers.jetty;

import dev.sluice.servers.ArquillianSuite;
import dev.sluice.servers.Pools;
import dev.sluice.servers.cases.IdentityCases;
import org.junit.jupiter.api.Test;

/**
 * An embedded Jetty 12.0 in this JVM, with Arquillian's adapter: the application declares its pool
 * itself, in jetty-env.xml. An application that the adapter has undeployed it can't deploy again,
 * it starts the old one; so each is deployed once.
 */
class JettyArquillianIT extends ArquillianSuite implements IdentityCases {
  JettyArquillianIT() {
    super(new Jetty());
  }

  @Override
  protected void whatACaseDeployedGoes() {
    // It stays for the next.
  }

  @Test
  void anApplicationThatGoesTakesItsLeakedConnectionsWithIt() {
    probe("difficult", Pools.DIFFICULT).get("leak");

    goes("difficult");

    sessions(Pools.DIFFICULT).awaitNone();
    assertNoMBeanIsLeft();
  }
}
