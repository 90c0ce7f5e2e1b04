package dev.sluice.servers.tomcat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.servers.ProbeArchive;
import dev.sluice.servers.ProbeClient;
import dev.sluice.servers.UndeployCases;
import dev.sluice.testing.LogLines;
import dev.sluice.testing.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The application declares its pool itself: META-INF/context.xml, on embedded Tomcat 11. */
@ExtendWith({LoopbackConnectors.class, ArquillianExtension.class})
class TomcatApplicationIT extends UndeployCases {
  /** A request that goes on is what some tests are about; the thread is Tomcat's own. */
  private static final List<String> NOT_OF_THE_POOL =
      List.of("still processing a request", "[Catalina-utility-");

  /** What Tomcat says when an application goes and leaves something behind. */
  private static LogLines leaks;

  @ArquillianResource private Deployer deployer;

  @BeforeAll
  static void listenForLeaks() {
    leaks = new LogLines("org.apache.catalina.loader.WebappClassLoaderBase");
  }

  @AfterAll
  static void nobodyListens() {
    leaks.close();
  }

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
    assertThat(leaks.all())
        .filteredOn(line -> line.startsWith("WARNING") || line.startsWith("SEVERE"))
        .filteredOn(line -> NOT_OF_THE_POOL.stream().noneMatch(line::contains))
        .isEmpty();
  }

  @Test
  void theServerListensOnTheLoopbackAddressOnly() throws Exception {
    probe();
    int port = Integer.getInteger("sluice.tomcat.port");
    for (NetworkInterface device : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      for (InetAddress address : Collections.list(device.getInetAddresses())) {
        if (!address.isLoopbackAddress()) {
          assertThatThrownBy(() -> new Socket(address, port).close())
              .as("%s", address)
              .isInstanceOf(IOException.class);
        }
      }
    }
    new Socket(InetAddress.getLoopbackAddress(), port).close();

    goes("app");
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
