package dev.sluice.servers.tomcat;

import dev.sluice.servers.ChildServer;
import dev.sluice.servers.ProbeArchive;
import dev.sluice.servers.ProbeClient;
import dev.sluice.servers.ServerConfig;
import dev.sluice.servers.ServerWideCases;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The server declares the pool: server.xml, and a ResourceLink in each application, on Tomcat. */
class TomcatServerWideIT extends ServerWideCases {
  private static final Path HOME = Path.of(System.getProperty("sluice.tomcat.home", ""));

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private static Path base;

  private static ChildServer tomcat;

  @BeforeAll
  void start() throws IOException {
    Files.createDirectories(base.resolve("webapps"));
    Files.createDirectories(base.resolve("temp"));
    Path conf = Files.createDirectories(base.resolve("conf"));
    try (Stream<Path> files = Files.list(HOME.resolve("conf"))) {
      for (Path file : files.toList()) {
        Files.copy(file, conf.resolve(file.getFileName()));
      }
    }
    Files.writeString(conf.resolve("server.xml"), serverXml());
    Path lib = Files.createDirectories(base.resolve("lib"));
    Files.copy(ProbeArchive.sluiceJar().toPath(), lib.resolve("sluice.jar"));
    Files.copy(ProbeArchive.pgjdbcJar().toPath(), lib.resolve("postgresql.jar"));
    tomcat = new ChildServer(base, command());
  }

  /** As a person copies it, but for the ports: the tests must not meet another server. */
  private String serverXml() {
    String file = "tomcat/server.xml";
    String xml = ServerConfig.text(file, postgres());
    xml = ServerConfig.replaceOnce(file, xml, "port=\"8005\"", "port=\"-1\"");
    return ServerConfig.replaceOnce(file, xml, "port=\"8080\"", "port=\"0\" address=\"127.0.0.1\"");
  }

  private static List<String> command() {
    return List.of(
        "-Dcatalina.home=" + HOME,
        "-Dcatalina.base=" + base,
        "-Djava.util.logging.config.file=" + base.resolve("conf").resolve("logging.properties"),
        "-Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager",
        "--add-opens=java.base/java.lang=ALL-UNNAMED",
        "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
        "--add-opens=java.base/java.io=ALL-UNNAMED",
        "--add-opens=java.base/java.util=ALL-UNNAMED",
        "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
        "--add-opens=java.rmi/sun.rmi.transport=ALL-UNNAMED",
        "-cp",
        HOME.resolve("bin").resolve("bootstrap.jar")
            + File.pathSeparator
            + HOME.resolve("bin").resolve("tomcat-juli.jar"),
        System.getProperty("sluice.tomcat.host"));
  }

  @Override
  protected void stopServer() {
    tomcat.close();
  }

  @Override
  protected ProbeClient deploy(String application) {
    return new ProbeClient(tomcat.deploy(application, ProbeArchive.tomcatServerWide(application)));
  }

  @Override
  protected void undeploy(String application) {
    tomcat.undeploy(application);
  }

  @Override
  protected List<String> poolThreads() {
    return tomcat.poolThreads();
  }
}
