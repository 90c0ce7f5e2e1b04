package dev.sluice.servers.tomee;

import dev.sluice.servers.ArquillianSuite;
import dev.sluice.servers.Declaration;
import dev.sluice.servers.cases.DeployerCases;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * TomEE with Arquillian's adapter: the application declares its pool itself, in
 * META-INF/context.xml.
 */
@EnabledForJreRange(max = JRE.JAVA_17, disabledReason = "TomEE 9 runs on JDK 17 only")
@ExtendWith(ArquillianExtension.class)
class TomEEArquillianIT extends ArquillianSuite implements DeployerCases {
  TomEEArquillianIT() {
    super(new TomEE(), Declaration.APPLICATION);
  }
}
