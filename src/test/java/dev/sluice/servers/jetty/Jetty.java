package dev.sluice.servers.jetty;

import dev.sluice.servers.ChildServer;
import dev.sluice.servers.PoolDeclaration;
import dev.sluice.servers.ProbeArchive;
import dev.sluice.servers.RunningServer;
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
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** Jetty 12.1 with the applications of ee10, as the build unpacked it. */
final class Jetty implements ServerUnderTest {
  /** What the tests need of any Jetty; the properties stand before the modules of ee10. */
  private static final String INI =
      """
      --modules=http,deployment-scanner
      jetty.http.host=127.0.0.1
      jetty.http.port=0
      jetty.deploy.scanInterval=1
      etc/host.xml
      """;

  /** Where the host finds the server. */
  private static final String HOST =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <!DOCTYPE Configure PUBLIC "-//Jetty//Configure//EN" "https://jetty.org/configure_10_0.dtd">
      <Configure id="Server" class="org.eclipse.jetty.server.Server">
        <Call class="java.lang.System" name="getProperties">
          <Call name="put"><Arg>sluice.jetty</Arg><Arg><Ref refid="Server"/></Arg></Call>
        </Call>
      </Configure>
      """;

  private static final Pattern RESOURCE =
      Pattern.compile("(?s)<New class=\"org.eclipse.jetty.plus.jndi.Resource\">.*</New>");

  /** Each attribute of the pool is an address of a reference. */
  private static final Syntax ADDRESSES =
      new Syntax(
          "<Call name=\"add\"><Arg><New class=\"javax.naming.StringRefAddr\">"
              + "<Arg>NAME</Arg><Arg>VALUE</Arg></New></Arg></Call>",
          "[^<]*",
          "\n ",
          Syntax::xml);

  @Override
  public TestedServer name() {
    return TestedServer.JETTY_12;
  }

  @Override
  public RunningServer start(Setup setup) throws IOException {
    Path base = setup.directory();
    Files.createDirectories(base.resolve("webapps"));
    Path ini = Files.createDirectories(base.resolve("start.d"));
    Files.writeString(ini.resolve("server.ini"), INI);
    Path etc = Files.createDirectories(base.resolve("etc"));
    Files.writeString(etc.resolve("host.xml"), HOST);
    if (setup.virtualThreads()) {
      Files.writeString(ini.resolve("threads.ini"), "--modules=threadpool-virtual\n");
    }
    Files.writeString(ini.resolve("ee10.ini"), "--modules=ee10-deploy\n");
    Files.writeString(ini.resolve("sluice.ini"), ServerConfig.text("jetty/sluice.ini"));
    if (!setup.pools().isEmpty()) {
      declare(base, setup.pools());
    }
    if (setup.jars()) {
      ProbeArchive.copyJars(base.resolve("lib/sluice"));
    }
    Path home = Path.of(System.getProperty("sluice.jetty.home"));
    return new ChildServer(
        base,
        List.of(
            "-cp",
            home.resolve("start.jar").toString(),
            System.getProperty("sluice.jetty.host"),
            "jetty.home=" + home,
            "jetty.base=" + base));
  }

  private static void declare(Path base, List<PoolDeclaration> pools) throws IOException {
    String module = "sluice-shared.mod";
    Files.writeString(
        Files.createDirectories(base.resolve("modules")).resolve(module),
        ServerConfig.text("jetty/" + module));
    String xml = "sluice-shared.xml";
    Files.writeString(
        base.resolve("etc").resolve(xml),
        ServerConfig.declaring(
            "jetty/" + xml, RESOURCE, "jdbc/shared", ADDRESSES, TestPostgres.shared(), pools));
    // What start.jar --add-modules=sluice-shared writes.
    Files.writeString(base.resolve("start.d/sluice-shared.ini"), "--modules=sluice-shared\n");
  }

  @Override
  public WebArchive declaring(WebArchive probe, PoolDeclaration pool) {
    return withDescriptors(
        probe,
        ServerConfig.declaring(
            "jetty/jetty-env.xml",
            RESOURCE,
            null,
            ADDRESSES,
            TestPostgres.shared(),
            List.of(pool)));
  }

  @Override
  public WebArchive using(WebArchive probe, PoolDeclaration pool) {
    return withDescriptors(
        probe, ServerConfig.text("jetty/jetty-env-link.xml", "jdbc/shared", "jdbc/" + pool.name()));
  }

  private static WebArchive withDescriptors(WebArchive probe, String environment) {
    return probe
        .addAsWebInfResource(ProbeArchive.file(environment), "jetty-env.xml")
        .addAsWebInfResource("servers/jetty-web.xml", "jetty-web.xml")
        .setWebXML(ProbeArchive.file(ServerConfig.text("jetty/web.xml")));
  }

  @Override
  public String placeOfItsJar() {
    return "lib/sluice/sluice.jar";
  }

  /**
   * Whatever it warns of, but for requests that fail, and for a file that goes while its scanner
   * looks at it; it has no words for what is left behind.
   */
  @Override
  public List<String> complaints(String log) {
    return log.lines()
        .filter(line -> line.contains(":WARN ") || line.contains("SEVERE"))
        .filter(line -> !line.contains(".ServletChannel:"))
        .filter(line -> !line.endsWith(": Error scanning files."))
        .filter(line -> !line.contains(": FileVisit failed: "))
        .toList();
  }

  @Override
  public WebArchive withJpaProvider(WebArchive probe) {
    return probe.addAsLibraries(new File(System.getProperty("sluice.hibernate")).listFiles());
  }
}
