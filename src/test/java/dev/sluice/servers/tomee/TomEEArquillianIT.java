package dev.sluice.servers.tomee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.PoolDeclaration;
import dev.sluice.servers.ProbeArchive;
import dev.sluice.servers.ProbeClient;
import dev.sluice.servers.cases.InjectionCases;
import java.net.URISyntaxException;
import java.net.URL;
import java.util.function.UnaryOperator;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * TomEE with Arquillian's adapter: the application declares its pool itself, in
 * META-INF/context.xml.
 */
@EnabledForJreRange(max = JRE.JAVA_17, disabledReason = "TomEE 9 runs on JDK 17 only")
@ExtendWith(ArquillianExtension.class)
class TomEEArquillianIT implements InjectionCases {
  @ArquillianResource private URL application;

  @Deployment(testable = false)
  static WebArchive app() {
    return new TomEE()
        .declaring(
            ProbeArchive.withJars(ProbeArchive.probe("app")), PoolDeclaration.asWritten("app"));
  }

  @BeforeEach
  void anEmptyTable() {
    written().prepare();
  }

  @Override
  public ProbeClient probe(String name, PoolDeclaration pool, UnaryOperator<WebArchive> more) {
    assertThat(name).as("the one deployment that this class has").isEqualTo("app");
    try {
      return new ProbeClient(application.toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void goes(String name) {
    throw new UnsupportedOperationException("the adapter undeploys after the last test");
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
