package dev.sluice.servers.tomcat;

import dev.sluice.servers.ProbeArchive;
import dev.sluice.servers.ProbeClient;
import dev.sluice.servers.UndeployCases;
import dev.sluice.testing.TestPostgres;
import java.net.URI;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;

/** The application declares its pool itself: META-INF/context.xml, on embedded Tomcat 11. */
@ExtendWith(ArquillianExtension.class)
class TomcatApplicationIT extends UndeployCases {
  @ArquillianResource private Deployer deployer;

  @Deployment(name = "app", managed = false, testable = false)
  static WebArchive app() {
    return ProbeArchive.tomcat("app", TestPostgres.shared());
  }

  @Override
  protected ProbeClient deploy(String application) {
    deployer.deploy(application);
    return new ProbeClient(
        URI.create(
                "http://127.0.0.1:" + System.getProperty("sluice.tomcat.port") + "/" + application)
            .resolve(application + "/"));
  }

  @Override
  protected void undeploy(String application) {
    deployer.undeploy(application);
  }

  @Override
  protected List<String> poolThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("sluice-"))
        .toList();
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
