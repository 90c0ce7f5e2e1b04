package dev.sluice.servers.tomcat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.servers.ArquillianSuite;
import dev.sluice.servers.Declaration;
import dev.sluice.servers.TestedServer;
import dev.sluice.servers.cases.DeployerCases;
import dev.sluice.testing.LogLines;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.util.Collections;
import java.util.List;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * An embedded Tomcat in this JVM, with Arquillian's adapter: the application declares its pool
 * itself, in META-INF/context.xml.
 */
@ExtendWith({LoopbackConnectors.class, ArquillianExtension.class})
class TomcatArquillianIT extends ArquillianSuite implements DeployerCases {
  /** A request that goes on is what some tests are about; the thread is Tomcat's own. */
  private static final List<String> NOT_OF_THE_POOL =
      List.of("still processing a request", "[Catalina-utility-");

  /** What Tomcat says when an application goes and leaves something behind. */
  private static LogLines leaks;

  TomcatArquillianIT() {
    super(new Tomcat(TestedServer.TOMCAT_11), Declaration.APPLICATION);
  }

  @BeforeAll
  static void listenForLeaks() {
    leaks = new LogLines("org.apache.catalina.loader.WebappClassLoaderBase");
  }

  @AfterAll
  static void nobodyListens() {
    leaks.close();
  }

  @Override
  public void goes(String application) {
    super.goes(application);
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
}
