package dev.sluice.servers.payara;

import dev.sluice.servers.ArquillianSuite;

/**
 * Payara Micro with Arquillian's adapter, which starts a server for each deployment and undeploys
 * by ending it: there is one application, which declares its pool itself, in
 * glassfish-resources.xml.
 */
class PayaraArquillianIT extends ArquillianSuite {
  PayaraArquillianIT() {
    super(new Payara());
  }
}
