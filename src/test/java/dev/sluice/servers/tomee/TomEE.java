package dev.sluice.servers.tomee;

import dev.sluice.servers.Catalina;
import dev.sluice.servers.PoolDeclaration;
import dev.sluice.servers.ProbeArchive;
import dev.sluice.servers.ServerConfig;
import dev.sluice.servers.Syntax;
import dev.sluice.servers.TestedServer;
import dev.sluice.servers.jpa.Account;
import dev.sluice.testing.TestPostgres;
import java.nio.file.Path;
import java.util.List;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** A full TomEE 9, as the build unpacked it, started as its script does. */
final class TomEE extends Catalina {
  TomEE() {
    super(TestedServer.TOMEE_9, "sluice.tomee.home", "tomee/server.xml");
  }

  @Override
  protected List<String> options(Path home) {
    return List.of(
        "-javaagent:" + home.resolve("lib/openejb-javaagent.jar"),
        "--add-opens=java.base/java.net=ALL-UNNAMED");
  }

  @Override
  public WebArchive declaring(WebArchive probe, PoolDeclaration pool) {
    String xml =
        ServerConfig.declaring(
            "tomee/context.xml",
            RESOURCE,
            null,
            Syntax.XML_ATTRIBUTES,
            TestPostgres.shared(),
            List.of(pool));
    String application = probe.getName().replace(".war", "");
    return withMicroProfileConfig(probe)
        .addAsManifestResource(ProbeArchive.file(xml), "context.xml")
        .setWebXML(
            ProbeArchive.file(
                ServerConfig.text("tomee/web.xml", "app/jdbc/app", application + "/jdbc/app")));
  }

  @Override
  public WebArchive using(WebArchive probe, PoolDeclaration pool) {
    String xml =
        ServerConfig.text("tomee/web-server-wide.xml", "jdbc/shared", "jdbc/" + pool.name());
    return withMicroProfileConfig(probe).setWebXML(ProbeArchive.file(xml));
  }

  private static WebArchive withMicroProfileConfig(WebArchive probe) {
    return probe.addAsResource(
        ProbeArchive.file(ServerConfig.text("tomee/microprofile-config.properties")),
        "META-INF/microprofile-config.properties");
  }

  @Override
  public WebArchive withPersistenceUnit(WebArchive probe) {
    String xml =
        ServerConfig.text("tomee/persistence.xml", "com.example.Account", Account.class.getName());
    return probe.addAsResource(ProbeArchive.file(xml), "META-INF/persistence.xml");
  }
}
