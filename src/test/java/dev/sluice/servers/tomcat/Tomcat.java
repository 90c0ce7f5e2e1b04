package dev.sluice.servers.tomcat;

import dev.sluice.servers.ChildServer;
import dev.sluice.servers.PoolDeclaration;
import dev.sluice.servers.ProbeArchive;
import dev.sluice.servers.ServerConfig;
import dev.sluice.servers.ServerUnderTest;
import dev.sluice.servers.Syntax;
import dev.sluice.servers.TestedServer;
import dev.sluice.testing.TestPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** A full Tomcat, 10.1 or 11, as the build unpacked it. */
final class Tomcat implements ServerUnderTest {
  private static final Pattern RESOURCE = Pattern.compile("<Resource\\s[^>]*>");

  private final TestedServer version;

  Tomcat(TestedServer version) {
    this.version = version;
  }

  @Override
  public TestedServer name() {
    return version;
  }

  private Path home() {
    String number = version == TestedServer.TOMCAT_10_1 ? "10" : "11";
    return Path.of(System.getProperty("sluice.tomcat-" + number + ".home"));
  }

  @Override
  public ChildServer start(Setup setup) throws IOException {
    Path base = setup.directory();
    for (String directory : List.of("webapps", "temp", "lib", "conf")) {
      Files.createDirectories(base.resolve(directory));
    }
    Path conf = base.resolve("conf");
    try (Stream<Path> files = Files.list(home().resolve("conf"))) {
      for (Path file : files.toList()) {
        Files.copy(file, conf.resolve(file.getFileName()));
      }
    }
    Files.writeString(conf.resolve("server.xml"), serverXml(setup));
    if (setup.jars()) {
      Path lib = base.resolve("lib");
      Files.copy(ProbeArchive.sluiceJar().toPath(), lib.resolve("sluice.jar"));
      Files.copy(ProbeArchive.pgjdbcJar().toPath(), lib.resolve("postgresql.jar"));
    }
    return new ChildServer(base, command(base));
  }

  /** As a person copies it, but for the ports: the tests must not meet another server. */
  private static String serverXml(Setup setup) {
    String file = "tomcat/server.xml";
    String xml =
        ServerConfig.declaring(
            file,
            RESOURCE,
            "jdbc/shared",
            Syntax.XML_ATTRIBUTES,
            TestPostgres.shared(),
            setup.pools());
    xml = ServerConfig.replaceOnce(file, xml, "port=\"8005\"", "port=\"-1\"");
    String connector = "port=\"0\" address=\"127.0.0.1\"";
    if (setup.virtualThreads()) {
      connector += " useVirtualThreads=\"true\"";
    }
    return ServerConfig.replaceOnce(file, xml, "port=\"8080\"", connector);
  }

  private List<String> command(Path base) {
    Path home = home();
    return List.of(
        "-Dcatalina.home=" + home,
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
        home.resolve("bin").resolve("bootstrap.jar")
            + File.pathSeparator
            + home.resolve("bin").resolve("tomcat-juli.jar"),
        System.getProperty("sluice.tomcat.host"));
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
    String file = "tomcat/context-resource-link.xml";
    String xml =
        ServerConfig.replaceOnce(
            file, ServerConfig.text(file), "jdbc/shared", "jdbc/" + pool.name());
    return probe.addAsManifestResource(ProbeArchive.file(xml), "context.xml");
  }

  @Override
  public String placeOfItsJar() {
    return "/lib/sluice.jar";
  }

  /**
   * A request or a thread of the application that goes on is what some cases are about; the utility
   * threads are Tomcat's own.
   */
  @Override
  public List<String> complaints(String log) {
    return log.lines()
        .filter(line -> line.contains("WebappClassLoaderBase."))
        .filter(line -> line.contains("WARNING") || line.contains("SEVERE"))
        .filter(line -> !line.contains("still processing a request"))
        .filter(line -> !line.contains("a thread named [late]"))
        .filter(line -> !line.contains("[Catalina-utility-"))
        .toList();
  }

  @Override
  public WebArchive withJpaProvider(WebArchive probe) {
    return probe.addAsLibraries(new File(System.getProperty("sluice.hibernate")).listFiles());
  }
}
