package dev.sluice.servers.liberty;

import dev.sluice.servers.ArquillianSuite;
import dev.sluice.servers.Declaration;
import dev.sluice.servers.cases.DeployerCases;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.extension.ExtendWith;

/** An Open Liberty with Arquillian's adapter; the server declares the pools. */
@ExtendWith({LibertyFiles.class, ArquillianExtension.class})
class LibertyArquillianIT extends ArquillianSuite implements DeployerCases {
  LibertyArquillianIT() {
    super(new Liberty(), Declaration.SERVER);
  }
}
