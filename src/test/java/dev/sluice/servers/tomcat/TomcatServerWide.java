package dev.sluice.servers.tomcat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.servers.PoolDeclaration;
import dev.sluice.servers.ServerDeclared;
import dev.sluice.servers.TestedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The server declares the pools: server.xml, and a ResourceLink in each application. */
abstract class TomcatServerWide extends ServerDeclared {
  private static final PoolDeclaration EACH_TIME =
      PoolDeclaration.named("each-time").with("singleton", "false");

  private final Tomcat tomcat;

  TomcatServerWide(TestedServer version) {
    this(new Tomcat(version));
  }

  private TomcatServerWide(Tomcat tomcat) {
    super(tomcat);
    this.tomcat = tomcat;
  }

  @Override
  protected List<PoolDeclaration> morePools() {
    return List.of(EACH_TIME);
  }

  @Test
  void aResourceThatIsBuiltAtEachLookupIsStillTheServersAndShared() {
    String session = probe("one", EACH_TIME).get("looked-up");
    assertThat(probe("another", EACH_TIME).get("looked-up")).isEqualTo(session);

    goes("one");

    assertThat(probe("another", EACH_TIME).get("looked-up")).isEqualTo(session);
    goes("another");
    assertNothingIsLeftOf(EACH_TIME);
  }

  /** The adapter has the MBeans offered without a password. */
  @Test
  void theServerListensOnTheLoopbackAddressOnly() throws IOException {
    for (int port : tomcat.ports()) {
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
    }
  }
}
