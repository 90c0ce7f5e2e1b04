package dev.sluice.servers.tomee;

import dev.sluice.servers.ChildServer;
import dev.sluice.servers.PoolDeclaration;
import dev.sluice.servers.ProbeArchive;
import dev.sluice.servers.ServerConfig;
import dev.sluice.servers.ServerUnderTest;
import dev.sluice.servers.Syntax;
import dev.sluice.servers.TestedServer;
import dev.sluice.servers.jpa.Account;
import dev.sluice.testing.TestPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** A full TomEE 9, as the build unpacked it, started as its script does. */
final class TomEE implements ServerUnderTest {
  private static final Path HOME = Path.of(System.getProperty("sluice.tomee.home", ""));
  private static final Pattern RESOURCE = Pattern.compile("<Resource\\s[^>]*>");

  @Override
  public TestedServer name() {
    return TestedServer.TOMEE_9;
  }

  @Override
  public ChildServer start(Setup setup) throws IOException {
    Path base = setup.directory();
    for (String directory : List.of("webapps", "temp", "logs", "lib", "conf")) {
      Files.createDirectories(base.resolve(directory));
    }
    Path conf = base.resolve("conf");
    try (Stream<Path> files = Files.list(HOME.resolve("conf"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
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
    String file = "tomee/server.xml";
    String xml =
        ServerConfig.declaring(
            file,
            RESOURCE,
            "jdbc/shared",
            Syntax.XML_ATTRIBUTES,
            TestPostgres.shared(),
            setup.pools());
    xml = ServerConfig.replaceOnce(file, xml, "port=\"8005\"", "port=\"-1\"");
    return ServerConfig.replaceOnce(file, xml, "port=\"8080\"", "port=\"0\" address=\"127.0.0.1\"");
  }

  private static List<String> command(Path base) {
    return List.of(
        "-javaagent:" + HOME.resolve("lib/openejb-javaagent.jar"),
        "-Dcatalina.home=" + HOME,
        "-Dcatalina.base=" + base,
        "-Djava.util.logging.config.file=" + base.resolve("conf/logging.properties"),
        "-Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager",
        "--add-opens=java.base/java.lang=ALL-UNNAMED",
        "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
        "--add-opens=java.base/java.io=ALL-UNNAMED",
        "--add-opens=java.base/java.net=ALL-UNNAMED",
        "--add-opens=java.base/java.util=ALL-UNNAMED",
        "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
        "--add-opens=java.rmi/sun.rmi.transport=ALL-UNNAMED",
        "-cp",
        HOME.resolve("bin/bootstrap.jar")
            + File.pathSeparator
            + HOME.resolve("bin/tomcat-juli.jar"),
        System.getProperty("sluice.tomcat.host"));
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
    String web = "tomee/web.xml";
    String application = probe.getName().replace(".war", "");
    return withMicroProfileConfig(probe)
        .addAsManifestResource(ProbeArchive.file(xml), "context.xml")
        .setWebXML(
            ProbeArchive.file(
                ServerConfig.replaceOnce(
                    web, ServerConfig.text(web), "app/jdbc/app", application + "/jdbc/app")));
  }

  @Override
  public WebArchive using(WebArchive probe, PoolDeclaration pool) {
    String file = "tomee/web-server-wide.xml";
    String xml =
        ServerConfig.replaceOnce(
            file, ServerConfig.text(file), "jdbc/shared", "jdbc/" + pool.name());
    return withMicroProfileConfig(probe).setWebXML(ProbeArchive.file(xml));
  }

  private static WebArchive withMicroProfileConfig(WebArchive probe) {
    return probe.addAsResource(
        ProbeArchive.file(ServerConfig.text("tomee/microprofile-config.properties")),
        "META-INF/microprofile-config.properties");
  }

  @Override
  public WebArchive withPersistenceUnit(WebArchive probe) {
    String file = "tomee/persistence.xml";
    String xml =
        ServerConfig.replaceOnce(
            file, ServerConfig.text(file), "com.example.Account", Account.class.getName());
    return probe.addAsResource(ProbeArchive.file(xml), "META-INF/persistence.xml");
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
}
