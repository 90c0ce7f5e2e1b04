package dev.sluice.servers.tomcat;

import dev.sluice.servers.Catalina;
import dev.sluice.servers.PoolDeclaration;
import dev.sluice.servers.ProbeArchive;
import dev.sluice.servers.ServerConfig;
import dev.sluice.servers.Syntax;
import dev.sluice.servers.TestedServer;
import dev.sluice.testing.TestPostgres;
import java.io.File;
import java.util.List;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** A full Tomcat, 10.1 or 11, as the build unpacked it. */
final class Tomcat extends Catalina {
  Tomcat(TestedServer version) {
    super(
        version,
        version == TestedServer.TOMCAT_10_1 ? "sluice.tomcat-10.home" : "sluice.tomcat-11.home",
        "tomcat/server.xml");
  }

  @Override
  public WebArchive declaring(WebArchive probe, PoolDeclaration pool) {
    String xml =
        ServerConfig.declaring(
            "tomcat/context.xml",
            RESOURCE,
            null,
            Syntax.XML_ATTRIBUTES,
            TestPostgres.shared(),
            List.of(pool));
    return probe.addAsManifestResource(ProbeArchive.file(xml), "context.xml");
  }

  @Override
  public WebArchive using(WebArchive probe, PoolDeclaration pool) {
    String xml =
        ServerConfig.text("tomcat/context-resource-link.xml", "jdbc/shared", "jdbc/" + pool.name());
    return probe.addAsManifestResource(ProbeArchive.file(xml), "context.xml");
  }

  @Override
  public WebArchive withJpaProvider(WebArchive probe) {
    return probe.addAsLibraries(new File(System.getProperty("sluice.hibernate")).listFiles());
  }
}
