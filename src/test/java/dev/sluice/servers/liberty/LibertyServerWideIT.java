package dev.sluice.servers.liberty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.PoolDeclaration;
import dev.sluice.servers.Pools;
import dev.sluice.servers.ProbeArchive;
import dev.sluice.servers.ProbeClient;
import dev.sluice.servers.ServerConfig;
import dev.sluice.servers.ServerDeclared;
import dev.sluice.servers.cases.PlatformThreadCases;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** The server declares the pools: server.xml, and a resource-ref in each application. */
class LibertyServerWideIT extends ServerDeclared implements PlatformThreadCases {
  private static final PoolDeclaration ENCODED = PoolDeclaration.named("encoded");

  LibertyServerWideIT() {
    super(new Liberty());
  }

  @Test
  void aPoolBesideItsApplicationEndsWithIt() {
    PoolDeclaration pool = PoolDeclaration.asWritten("app");
    ProbeClient probe = deploy("own", pool, kind().declaring(ProbeArchive.probe("own"), pool));

    String session = probe.get("looked-up");
    assertThat(session).startsWith("app ");
    assertThat(probe.get("injected-by-name")).isEqualTo(session);
    assertThat(probe.get("injected-by-lookup")).isEqualTo(session);

    goes("own");
    sessions(pool).awaitNone();
  }

  /** The adapter writes this into server.xml itself; here a person copies the file. */
  @Test
  void anApplicationIsDeclaredAsTheFileSays() {
    String declaration = ServerConfig.text("liberty/application-server-wide.xml");

    ProbeClient probe =
        deploy(
            "copied",
            Pools.SMALL,
            Liberty.declared(kind().using(ProbeArchive.probe("copied"), Pools.SMALL), declaration));

    assertThat(probe.get("looked-up")).startsWith("small ");
    probe.get("leak");
    int log = logLength();
    goes("copied");
    assertNothingIsLeftOf(Pools.SMALL);
    awaitLog(log, "small: took back what an application held", "1 cut off");
  }

  @Test
  void anEncodedPasswordIsDecodedByTheServer() {
    PoolDeclaration pool = ENCODED.with("password", encoded(postgres().password()));

    ProbeClient probe =
        deploy("encoded", pool, kind().declaring(ProbeArchive.probe("encoded"), pool));

    assertThat(probe.get("looked-up")).startsWith("encoded ");
  }

  @Test
  void anEncodedPasswordThatNobodyDecodesIsToldAsSuch() {
    String secret = encoded(postgres().password());
    String declaration =
        ServerConfig.replaceOnce(
            "liberty/application.xml",
            Liberty.declaration(ENCODED.with("password", secret)),
            " decode=\"true\"",
            "");
    int log = logLength();

    ProbeClient probe =
        deploy("encoded", ENCODED, Liberty.declared(ProbeArchive.probe("encoded"), declaration));

    assertThat(probe.get("/lookup/"))
        .startsWith("the borrow failed: ")
        .contains("password", "decode=\"true\"")
        .doesNotContain(secret);
    awaitLog(log, "password", "decode=\"true\"");
    assertThat(logSince(log)).doesNotContain(secret);
  }

  /** As {@code securityUtility encode} does it. */
  private static String encoded(String password) {
    byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (bytes[i] ^ '_');
    }
    return "{xor}" + Base64.getEncoder().encodeToString(bytes);
  }
}
