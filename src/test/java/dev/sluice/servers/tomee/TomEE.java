package dev.sluice.servers.tomee;

import dev.sluice.servers.ArquillianServer;
import dev.sluice.servers.Catalina;
import dev.sluice.servers.FreePort;
import dev.sluice.servers.PoolDeclaration;
import dev.sluice.servers.ProbeArchive;
import dev.sluice.servers.RunningServer;
import dev.sluice.servers.ServerConfig;
import dev.sluice.servers.Syntax;
import dev.sluice.servers.TestedServer;
import dev.sluice.servers.jpa.Account;
import dev.sluice.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** A full TomEE 9 that Arquillian starts, as the build unpacked it. */
final class TomEE extends Catalina {
  TomEE() {
    super(TestedServer.TOMEE_9, "sluice.tomee.home", "tomee/server.xml");
  }

  @Override
  public RunningServer start(Setup setup) throws IOException {
    int port = FreePort.find();
    int shutdownPort = FreePort.find();
    Path base = prepare(setup, port, shutdownPort);
    // The adapter changes the server that it starts, and knows no base beside the home.
    for (String directory : List.of("bin", "lib")) {
      link(home().resolve(directory), base.resolve(directory));
    }
    List<String> jvm = new ArrayList<>(RunningServer.jvmArguments());
    jvm.addAll(options());
    jvm.addAll(List.of("--add-opens=java.base/java.net=ALL-UNNAMED", "-da"));
    return new ArquillianServer(
        base,
        log(base),
        Map.of(
            "dir", base.toString(),
            "httpPort", String.valueOf(port),
            "stopPort", String.valueOf(shutdownPort),
            "appWorkingDir", base.resolve("deployed").toString(),
            "catalina_opts", String.join(" ", jvm)));
  }

  private static void link(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.createLink(to.resolve(file.getFileName()), file);
      }
    }
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
