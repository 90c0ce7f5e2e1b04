package dev.sluice.servers.liberty;

import dev.sluice.servers.ChildServer;
import dev.sluice.servers.PoolDeclaration;
import dev.sluice.servers.ProbeArchive;
import dev.sluice.servers.RunningServer;
import dev.sluice.servers.ServerConfig;
import dev.sluice.servers.ServerUnderTest;
import dev.sluice.servers.Syntax;
import dev.sluice.servers.TestedServer;
import dev.sluice.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** An Open Liberty in a process of its own, with the files of {@code server-config/liberty}. */
final class Liberty implements ServerUnderTest {
  private static final Path HOME = Path.of(System.getProperty("sluice.liberty.home", ""));
  private static final Pattern ENTRY =
      Pattern.compile("(?s)<jndiReferenceEntry\\s.*</jndiReferenceEntry>");
  private static final String NAME = "defaultServer";

  /** What the tests need of any Liberty: it looks at its files when told to, and prints its log. */
  private static final String DEFAULTS =
      """
      <server>
        <featureManager><feature>persistence-3.1</feature></featureManager>
        <config updateTrigger="mbean"/>
        <applicationMonitor updateTrigger="mbean" dropinsEnabled="false"/>
        <logging consoleLogLevel="INFO"/>
      </server>
      """;

  @Override
  public TestedServer name() {
    return TestedServer.LIBERTY;
  }

  @Override
  public RunningServer start(Setup setup) throws IOException {
    Path user = setup.directory();
    Path server = prepare(user, NAME, 0, setup.pools());
    Path defaults = Files.createDirectories(server.resolve("configDropins").resolve("defaults"));
    Files.writeString(defaults.resolve("tests.xml"), DEFAULTS);
    return new ChildServer(
        user,
        List.of(
            "@" + HOME.resolve("lib").resolve("platform").resolve("java").resolve(options()),
            "-javaagent:" + HOME.resolve("bin").resolve("tools").resolve("ws-javaagent.jar"),
            "-Djava.awt.headless=true",
            "-cp",
            HOME.resolve("bin").resolve("tools").resolve("ws-server.jar").toString(),
            System.getProperty("sluice.liberty.host"),
            server.toString()),
        Map.of("WLP_USER_DIR", user.toString()));
  }

  /** What Liberty's own script gives to the JVM. */
  private static String options() {
    return Runtime.version().feature() < 24 ? "java9.options" : "java24.options";
  }

  /**
   * Makes a server's directory, as a person copies it but for the port: the tests must not meet
   * another server.
   *
   * @param user to become the {@code WLP_USER_DIR}
   * @param name the server's
   * @param port 0 for any
   * @return the server's directory
   */
  static Path prepare(Path user, String name, int port, List<PoolDeclaration> pools)
      throws IOException {
    Path server = Files.createDirectories(user.resolve("servers").resolve(name));
    Files.createDirectories(server.resolve("apps"));
    Files.createDirectories(server.resolve("configDropins").resolve("overrides"));
    Files.writeString(server.resolve("server.xml"), serverXml(port, pools));
    ProbeArchive.copyJars(server.resolve("sluice"));
    return server;
  }

  private static String serverXml(int port, List<PoolDeclaration> pools) {
    String file = "liberty/server.xml";
    String xml =
        ServerConfig.declaring(
            file, ENTRY, "jdbc/shared", Syntax.XML_ATTRIBUTES, TestPostgres.shared(), pools);
    // Each entry has an id of its own.
    xml =
        xml.replaceAll(
            "id=\"shared-pool\" jndiName=\"jdbc/([^\"]*)\"", "id=\"$1-pool\" jndiName=\"jdbc/$1\"");
    return ServerConfig.replaceOnce(
        file, xml, "httpPort=\"9080\"", "host=\"127.0.0.1\" httpPort=\"" + port + "\"");
  }

  /** The entry stands beside the application, in the server's configuration. */
  @Override
  public WebArchive declaring(WebArchive probe, PoolDeclaration pool) {
    return declared(probe, declaration(pool));
  }

  /** The text that declares an application and this pool beside it. */
  static String declaration(PoolDeclaration pool) {
    return ServerConfig.declaring(
        "liberty/application.xml",
        ENTRY,
        null,
        Syntax.XML_ATTRIBUTES,
        TestPostgres.shared(),
        List.of(pool));
  }

  @Override
  public WebArchive using(WebArchive probe, PoolDeclaration pool) {
    String xml =
        ServerConfig.text("liberty/web-server-wide.xml", "jdbc/shared", "jdbc/" + pool.name());
    return declared(
        probe.setWebXML(ProbeArchive.file(xml)),
        ServerConfig.text("liberty/application-server-wide.xml"));
  }

  /**
   * Sends the application's declaration along, for the host to put it where it belongs.
   *
   * @param declaration with {@code app} for the application's name
   */
  static WebArchive declared(WebArchive probe, String declaration) {
    String application = probe.getName().replace(".war", "");
    String xml =
        ServerConfig.replaceOnce(
            "liberty/application*.xml",
            declaration,
            "id=\"app\" location=\"app.war\" contextRoot=\"/app\"",
            "id=\"%1$s\" location=\"%1$s.war\" contextRoot=\"/%1$s\"".formatted(application));
    return probe.addAsManifestResource(ProbeArchive.file(xml), "declaration.xml");
  }

  @Override
  public String placeOfItsJar() {
    return "/servers/" + NAME + "/sluice/sluice.jar";
  }
}
