package dev.sluice.servers.tomcat;

import dev.sluice.servers.ArquillianServer;
import dev.sluice.servers.Catalina;
import dev.sluice.servers.FreePort;
import dev.sluice.servers.PoolDeclaration;
import dev.sluice.servers.ProbeArchive;
import dev.sluice.servers.RunningServer;
import dev.sluice.servers.ServerConfig;
import dev.sluice.servers.Syntax;
import dev.sluice.servers.TestedServer;
import dev.sluice.testing.TestPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** A full Tomcat, 10.1 or 11, that Arquillian starts, as the build unpacked it. */
final class Tomcat extends Catalina {
  /** Tomcat's own application by which the adapter deploys; it knows its users. */
  private static final String MANAGER =
      """
      <Context docBase="%s" privileged="true">
        <Realm className="org.apache.catalina.realm.MemoryRealm"/>
      </Context>
      """;

  private static final String USERS =
      """
      <tomcat-users>
        <user username="arquillian" password="of-the-tests" roles="manager-script"/>
      </tomcat-users>
      """;

  private int port;
  private int beansPort;

  Tomcat(TestedServer version) {
    super(
        version,
        version == TestedServer.TOMCAT_10_1 ? "sluice.tomcat-10.home" : "sluice.tomcat-11.home",
        "tomcat/server.xml");
  }

  @Override
  public RunningServer start(Setup setup) throws IOException {
    port = FreePort.find();
    beansPort = FreePort.find();
    Path base = prepare(setup, port, -1);
    Path contexts = base.resolve("conf").resolve("Catalina").resolve("localhost");
    Files.writeString(
        Files.createDirectories(contexts).resolve("manager.xml"),
        MANAGER.formatted(home().resolve("webapps").resolve("manager")));
    Files.writeString(base.resolve("conf").resolve("tomcat-users.xml"), USERS);
    List<String> jvm = new ArrayList<>(RunningServer.jvmArguments());
    jvm.addAll(options());
    jvm.addAll(
        List.of(
            "-Dcom.sun.management.jmxremote.host=127.0.0.1",
            "-Dcom.sun.management.jmxremote.rmi.port=" + beansPort,
            "-Djava.rmi.server.hostname=127.0.0.1"));
    return new ArquillianServer(
        base,
        log(base),
        Map.of(
            "catalinaHome", home().toString(),
            "catalinaBase", base.toString(),
            "bindHttpPort", String.valueOf(port),
            "jmxPort", String.valueOf(beansPort),
            "javaVmArguments", String.join(" ", jvm)));
  }

  /** At which the one that was started listens: HTTP, and the MBeans for the adapter. */
  List<Integer> ports() {
    return List.of(port, beansPort);
  }

  /** At each deployment the adapter connects to the MBeans; it never disconnects. */
  @Override
  public boolean isForTheDeployer(String thread) {
    return thread.startsWith("JMX server connection timeout ");
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
