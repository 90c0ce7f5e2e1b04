package dev.sluice.servers.tomcat;

import dev.sluice.servers.Catalina;
import dev.sluice.servers.ChildServer;
import dev.sluice.servers.PoolDeclaration;
import dev.sluice.servers.ProbeArchive;
import dev.sluice.servers.RunningServer;
import dev.sluice.servers.ServerConfig;
import dev.sluice.servers.Syntax;
import dev.sluice.servers.TestedServer;
import dev.sluice.testing.TestPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
  public RunningServer start(Setup setup) throws IOException {
    Path base = prepare(setup, 0, -1);
    List<String> command = new ArrayList<>(options());
    command.addAll(
        List.of(
            "-Dcatalina.home=" + home(),
            "-Dcatalina.base=" + base,
            "-Djava.util.logging.config.file=" + base.resolve("conf/logging.properties"),
            "-Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager",
            "-cp",
            home().resolve("bin/bootstrap.jar")
                + File.pathSeparator
                + home().resolve("bin/tomcat-juli.jar"),
            System.getProperty("sluice.tomcat.host")));
    return new ChildServer(base, command);
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
