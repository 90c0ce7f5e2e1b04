package dev.sluice.servers.liberty;

import dev.sluice.servers.FreePort;
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

/** An Open Liberty that Arquillian starts, with the files of {@code server-config/liberty}. */
final class Liberty implements ServerUnderTest {
  private static final Path HOME = Path.of(System.getProperty("sluice.liberty.home", ""));
  private static final Pattern ENTRY =
      Pattern.compile("(?s)<jndiReferenceEntry\\s.*</jndiReferenceEntry>");

  /** What the tests and Arquillian's adapter need of any Liberty: it looks at its files often. */
  private static final String DEFAULTS =
      """
      <server>
        <featureManager>
          <feature>persistence-3.1</feature>
          <feature>localConnector-1.0</feature>
        </featureManager>
        <config monitorInterval="100ms"/>
        <applicationMonitor pollingRate="100ms" dropinsEnabled="false"/>
      </server>
      """;

  @Override
  public TestedServer name() {
    return TestedServer.LIBERTY;
  }

  @Override
  public RunningServer start(Setup setup) throws IOException {
    int port = FreePort.find();
    // The adapter looks for a running server of this name, on the whole machine.
    String name = "sluice-" + port;
    Path server = prepare(setup, name, port);
    return new LibertyServer(
        setup.directory(),
        server,
        port,
        Map.of(
            "wlpHome", HOME.toString(),
            "usrDir", setup.directory().toString(),
            "serverName", name,
            "httpPort", String.valueOf(port),
            "javaVmArguments", String.join(" ", RunningServer.jvmArguments())));
  }

  /**
   * Makes a server's directory, as a person copies it but for what the tests need, and the port.
   */
  private static Path prepare(Setup setup, String name, int port) throws IOException {
    Path server = setup.directory().resolve("servers").resolve(name);
    Files.createDirectories(server.resolve("apps"));
    Path dropins = server.resolve("configDropins");
    Files.createDirectories(dropins.resolve("overrides"));
    Files.writeString(
        Files.createDirectories(dropins.resolve("defaults")).resolve("tests.xml"), DEFAULTS);
    Files.writeString(server.resolve("server.xml"), serverXml(port, setup.pools()));
    Files.writeString(
        server.resolve("server.env"), "JAVA_HOME=" + System.getProperty("java.home") + "\n");
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
    return probe.setWebXML(
        ProbeArchive.file(
            ServerConfig.text(
                "liberty/web-server-wide.xml", "jdbc/shared", "jdbc/" + pool.name())));
  }

  /**
   * Sends the application's declaration along, to be put where it belongs.
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
    return probe.add(ProbeArchive.file(xml), LibertyServer.DECLARATION);
  }

  @Override
  public String placeOfItsJar() {
    return "/sluice/sluice.jar";
  }
}
