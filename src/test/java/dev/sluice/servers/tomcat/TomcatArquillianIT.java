package dev.sluice.servers.tomcat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.servers.PoolDeclaration;
import dev.sluice.servers.ProbeArchive;
import dev.sluice.servers.ProbeClient;
import dev.sluice.servers.TestedServer;
import dev.sluice.servers.cases.InjectionCases;
import dev.sluice.servers.cases.LoadCases;
import dev.sluice.servers.cases.UndeployCases;
import dev.sluice.testing.Await;
import dev.sluice.testing.LogLines;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * An embedded Tomcat in this JVM, with Arquillian's adapter: the application declares its pool
 * itself, in META-INF/context.xml.
 */
@TestInstance(Lifecycle.PER_CLASS)
@ExtendWith({LoopbackConnectors.class, ArquillianExtension.class})
class TomcatArquillianIT implements InjectionCases, LoadCases, UndeployCases {
  /** A request that goes on is what some tests are about; the thread is Tomcat's own. */
  private static final List<String> NOT_OF_THE_POOL =
      List.of("still processing a request", "[Catalina-utility-");

  /** What Tomcat says when an application goes and leaves something behind. */
  private static LogLines leaks;

  @ArquillianResource private Deployer deployer;

  private boolean deployed;

  @BeforeAll
  static void listenForLeaks() {
    leaks = new LogLines("org.apache.catalina.loader.WebappClassLoaderBase");
  }

  @AfterAll
  void nothingIsLeftAtTheEnd() {
    if (deployed) {
      goes("app");
    }
    assertNothingIsLeftOf(main());
  }

  @AfterAll
  static void nobodyListens() {
    leaks.close();
  }

  @Deployment(name = "app", managed = false, testable = false)
  static WebArchive app() {
    return new Tomcat(TestedServer.TOMCAT_11)
        .declaring(
            ProbeArchive.withJars(ProbeArchive.probe("app")), PoolDeclaration.asWritten("app"));
  }

  @BeforeEach
  void anEmptyTable() {
    written().prepare();
  }

  @Override
  public ProbeClient probe(
      String application, PoolDeclaration pool, UnaryOperator<WebArchive> more) {
    assertThat(application).as("the one deployment that this class has").isEqualTo("app");
    if (!deployed) {
      deployer.deploy(application);
      deployed = true;
    }
    return new ProbeClient(
        URI.create("http://127.0.0.1:" + System.getProperty("sluice.tomcat.port") + "/app/"));
  }

  @Override
  public void goes(String application) {
    deployer.undeploy(application);
    deployed = false;
    assertThat(leaks.all())
        .filteredOn(line -> line.startsWith("WARNING") || line.startsWith("SEVERE"))
        .filteredOn(line -> NOT_OF_THE_POOL.stream().noneMatch(line::contains))
        .isEmpty();
  }

  @Override
  public void assertNothingIsLeftOf(PoolDeclaration pool) {
    sessions(pool).awaitNone();
    Await.until(
        "no thread of the pool",
        Duration.ofSeconds(2),
        () -> poolThreads().isEmpty(),
        TomcatArquillianIT::poolThreads);
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

  private static List<String> poolThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("sluice-"))
        .toList();
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
