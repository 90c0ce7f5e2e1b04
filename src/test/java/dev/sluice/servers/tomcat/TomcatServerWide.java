package dev.sluice.servers.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.PoolDeclaration;
import dev.sluice.servers.ServerDeclared;
import dev.sluice.servers.TestedServer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The server declares the pools: server.xml, and a ResourceLink in each application. */
abstract class TomcatServerWide extends ServerDeclared {
  private static final PoolDeclaration EACH_TIME =
      PoolDeclaration.named("each-time").with("singleton", "false");

  TomcatServerWide(TestedServer version) {
    super(new Tomcat(version));
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
}
