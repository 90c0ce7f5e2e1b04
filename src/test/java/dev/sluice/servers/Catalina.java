package dev.sluice.servers;

import dev.sluice.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a full Tomcat and a full TomEE have in common: their directory, and their log. */
public abstract class Catalina implements ServerUnderTest {
  /** What declares a pool in their files. */
  protected static final Pattern RESOURCE = Pattern.compile("<Resource\\s[^>]*>");

  /** To one file, and at once: what a server has said when it answers is there. */
  private static final String LOGGING =
      """
      handlers = org.apache.juli.FileHandler
      .handlers = org.apache.juli.FileHandler
      org.apache.juli.FileHandler.level = FINE
      org.apache.juli.FileHandler.directory = ${catalina.base}/logs
      org.apache.juli.FileHandler.prefix = server
      org.apache.juli.FileHandler.rotatable = false
      org.apache.juli.FileHandler.encoding = UTF-8
      """;

  private final TestedServer name;
  private final Path home;
  private final String serverXml;

  /**
   * @param home the system property that says where the build unpacked it
   * @param serverXml its file in {@code server-config}
   */
  protected Catalina(TestedServer name, String home, String serverXml) {
    this.name = name;
    this.home = Path.of(System.getProperty(home, ""));
    this.serverXml = serverXml;
  }

  @Override
  public final TestedServer name() {
    return name;
  }

  /** Where the build unpacked it. */
  protected final Path home() {
    return home;
  }

  /** What its script lets libraries do in the JVM. */
  protected static List<String> options() {
    return List.of(
        "--add-opens=java.base/java.lang=ALL-UNNAMED",
        "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
        "--add-opens=java.base/java.io=ALL-UNNAMED",
        "--add-opens=java.base/java.util=ALL-UNNAMED",
        "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
        "--add-opens=java.rmi/sun.rmi.transport=ALL-UNNAMED");
  }

  /**
   * Makes a server's directory, as a person does it.
   *
   * @param port of HTTP
   * @param shutdownPort at which it is told to stop
   * @return the directory
   */
  protected final Path prepare(Setup setup, int port, int shutdownPort) throws IOException {
    Path base = setup.directory();
    for (String directory : List.of("webapps", "temp", "logs", "lib", "conf")) {
      Files.createDirectories(base.resolve(directory));
    }
    Path conf = base.resolve("conf");
    try (Stream<Path> files = Files.list(home.resolve("conf"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, conf.resolve(file.getFileName()));
      }
    }
    Files.writeString(conf.resolve("logging.properties"), LOGGING);
    Files.writeString(conf.resolve("server.xml"), text(setup, port, shutdownPort));
    if (setup.jars()) {
      ProbeArchive.copyJars(base.resolve("lib"));
    }
    return base;
  }

  /** The file to which a server logs, in its directory. */
  protected static Path log(Path base) {
    return base.resolve("logs").resolve("server.log");
  }

  /**
   * As a person copies it, but for the ports: the tests must not meet another server. It deploys
   * when it is told to, and not in a thread of its own besides: what that thread starts counts as
   * started a moment before requests reach it.
   */
  private String text(Setup setup, int port, int shutdownPort) {
    String xml =
        ServerConfig.declaring(
            serverXml,
            RESOURCE,
            "jdbc/shared",
            Syntax.XML_ATTRIBUTES,
            TestPostgres.shared(),
            setup.pools());
    xml =
        ServerConfig.replaceOnce(serverXml, xml, "port=\"8005\"", "port=\"" + shutdownPort + "\"");
    xml = ServerConfig.replaceOnce(serverXml, xml, "autoDeploy=\"true\"", "autoDeploy=\"false\"");
    String connector = "port=\"" + port + "\" address=\"127.0.0.1\"";
    if (setup.virtualThreads()) {
      connector += " useVirtualThreads=\"true\"";
    }
    return ServerConfig.replaceOnce(serverXml, xml, "port=\"8080\"", connector);
  }

  @Override
  public final String placeOfItsJar() {
    return "/lib/sluice.jar";
  }

  /**
   * A request or a thread of the application that goes on is what some cases are about; the utility
   * threads are Tomcat's own.
   */
  @Override
  public final List<String> complaints(String log) {
    return log.lines()
        .filter(line -> line.contains("WebappClassLoaderBase."))
        .filter(line -> line.contains("WARNING") || line.contains("SEVERE"))
        .filter(line -> !line.contains("still processing a request"))
        .filter(line -> !line.contains("a thread named [late]"))
        .filter(line -> !line.contains("[Catalina-utility-"))
        .toList();
  }
}
