package dev.sluice.servers.liberty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.PoolDeclaration;
import dev.sluice.servers.ProbeArchive;
import dev.sluice.servers.ProbeClient;
import dev.sluice.servers.cases.InjectionCases;
import java.net.URI;
import java.util.function.UnaryOperator;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** An Open Liberty with Arquillian's adapter; the server declares the pool. */
@ExtendWith({LibertyFiles.class, ArquillianExtension.class})
class LibertyArquillianIT implements InjectionCases {
  @Deployment(testable = false)
  static WebArchive app() {
    return new Liberty().using(ProbeArchive.probe("app"), PoolDeclaration.asWritten("shared"));
  }

  @BeforeEach
  void anEmptyTable() {
    written().prepare();
  }

  @Override
  public ProbeClient probe(String name, PoolDeclaration pool, UnaryOperator<WebArchive> more) {
    assertThat(name).as("the one deployment that this class has").isEqualTo("app");
    return new ProbeClient(
        URI.create("http://127.0.0.1:" + System.getProperty("sluice.liberty.port") + "/app/"));
  }

  @Override
  public void goes(String name) {
    throw new UnsupportedOperationException("it goes when the class has ended");
  }

  @Override
  public void assertNothingIsLeftOf(PoolDeclaration pool) {
    sessions(pool).awaitNone();
  }

  @Override
  public PoolDeclaration main() {
    return PoolDeclaration.asWritten("shared");
  }

  @Override
  public int maxSize() {
    return 20;
  }
}
