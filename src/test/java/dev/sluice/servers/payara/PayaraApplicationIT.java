package dev.sluice.servers.payara;

import dev.sluice.servers.ApplicationCases;
import dev.sluice.servers.ProbeArchive;
import dev.sluice.servers.ProbeClient;
import dev.sluice.testing.TestPostgres;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** The application declares its pool itself: glassfish-resources.xml, on Payara Micro. */
@ExtendWith(ArquillianExtension.class)
class PayaraApplicationIT implements ApplicationCases {
  @ArquillianResource private URL application;

  @Deployment(testable = false)
  static WebArchive app() {
    return ProbeArchive.payara("app", TestPostgres.shared());
  }

  @BeforeEach
  void anEmptyTable() {
    ApplicationCases.prepare(postgres());
  }

  @Override
  public ProbeClient probe() {
    try {
      return new ProbeClient(
          new URI("http", null, "127.0.0.1", application.getPort(), "/app/", null, null));
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public String applicationName() {
    return "app";
  }

  @Override
  public int maxSize() {
    return 10;
  }
}
