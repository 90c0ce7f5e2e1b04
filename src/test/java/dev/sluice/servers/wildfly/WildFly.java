package dev.sluice.servers.wildfly;

import dev.sluice.servers.ArquillianServer;
import dev.sluice.servers.FreePort;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** A WildFly that Arquillian starts, with the files of {@code server-config/wildfly}. */
final class WildFly implements ServerUnderTest {
  private static final Path HOME = Path.of(System.getProperty("sluice.wildfly.home", ""));
  private static final int SCRIPT_LIMIT_SECONDS = 60;
  private static final String SCRIPT = "wildfly/server-wide.cli";
  private static final Pattern COMMAND = Pattern.compile("(?m)^/subsystem=naming/.*$");
  private static final Pattern MANAGEMENT = Pattern.compile("WFLYSRV0060: .*:(\\d+)/management");

  /** Properties of an object in a command. */
  private static final Syntax PROPERTIES =
      new Syntax("NAME=\"VALUE\"", "(?:\\\\.|[^\"\\\\])*", ", ", WildFly::escape);

  @Override
  public TestedServer name() {
    return TestedServer.WILDFLY;
  }

  @Override
  public RunningServer start(Setup setup) throws IOException {
    Path directory = setup.directory();
    Path base = directory.resolve("base");
    RunningServer server =
        new ArquillianServer(
            directory,
            base.resolve("log").resolve("server.log"),
            configuration(base, module(directory.resolve("modules"))));
    try {
      StringBuilder script = new StringBuilder();
      for (PoolDeclaration pool : setup.pools()) {
        script.append(script(pool));
      }
      run(server, directory, script.toString());
      return server;
    } catch (IOException | AssertionError e) {
      server.close();
      throw e;
    }
  }

  /** Of Arquillian's adapter, which learns of a port that WildFly chooses only that it is 0. */
  private static Map<String, String> configuration(Path base, Path modules) {
    int managementPort = FreePort.find();
    List<String> jvm = new ArrayList<>(RunningServer.jvmArguments());
    jvm.addAll(
        List.of(
            "-Djboss.http.port=" + FreePort.find(),
            "-Djboss.https.port=0",
            "-Djboss.management.http.port=" + managementPort,
            "-Djava.net.preferIPv4Stack=true"));
    return Map.of(
        "jbossHome", HOME.toString(),
        "javaHome", System.getProperty("java.home"),
        "modulePath", HOME.resolve("modules") + File.pathSeparator + modules,
        "cleanServerBaseDir", base.toString(),
        "javaVmArguments", String.join(" ", jvm),
        "managementPort", String.valueOf(managementPort));
  }

  /**
   * Makes the module, below a root of its own: the unpacked server stays as it is.
   *
   * @return the root
   */
  static Path module(Path root) throws IOException {
    Path module = Files.createDirectories(root.resolve("dev").resolve("sluice").resolve("main"));
    Files.writeString(module.resolve("module.xml"), ServerConfig.text("wildfly/module.xml"));
    ProbeArchive.copyJars(module);
    return root;
  }

  /** The script that declares this pool in the server. */
  static String script(PoolDeclaration pool) {
    String script =
        ServerConfig.declaring(
            SCRIPT, COMMAND, null, PROPERTIES, TestPostgres.shared(), List.of(pool));
    return ServerConfig.replaceOnce(
        SCRIPT, script, "datasources\\/shared:", "datasources\\/" + pool.name() + ":");
  }

  /** Between quotation marks the command line interface takes backslashes for its own. */
  private static String escape(String value) {
    return value.replaceAll("[\\\\\"]", "\\\\$0");
  }

  /**
   * Runs a script in the server's own command line interface.
   *
   * @param directory existing, for the script and what it prints
   * @return what it prints
   * @throws AssertionError if a command in it fails
   */
  static String run(RunningServer server, Path directory, String script) throws IOException {
    Matcher port = MANAGEMENT.matcher(server.log());
    if (!port.find()) {
      throw new AssertionError("No address of the management interface: " + server.log());
    }
    Path file = Files.writeString(Files.createTempFile(directory, "script", ".cli"), script);
    Path output = directory.resolve("cli.log");
    Process cli =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "-Dfile.encoding=UTF-8",
                "-jar",
                HOME.resolve("bin").resolve("client").resolve("jboss-cli-client.jar").toString(),
                "--connect",
                "--controller=remote+http://127.0.0.1:" + port.group(1),
                "--file=" + file)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      boolean ended = cli.waitFor(SCRIPT_LIMIT_SECONDS, TimeUnit.SECONDS);
      String printed = Files.readString(output);
      if (!ended || cli.exitValue() != 0) {
        throw new AssertionError("The script failed: " + printed);
      }
      return printed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted while a script ran", e);
    } finally {
      cli.destroyForcibly();
    }
  }

  /** An application's own pool is declared in the server, too: there is no other way. */
  @Override
  public WebArchive declaring(WebArchive probe, PoolDeclaration pool) {
    return using(probe, pool);
  }

  @Override
  public WebArchive using(WebArchive probe, PoolDeclaration pool) {
    return withDescriptors(
        probe,
        ServerConfig.text(
            "wildfly/web-server-wide.xml", "datasources/shared", "datasources/" + pool.name()));
  }

  /** Of {@code probe}, with this {@code web.xml}. */
  static WebArchive withDescriptors(WebArchive probe, String webXml) {
    return probe
        .setWebXML(ProbeArchive.file(webXml))
        .addAsWebInfResource(
            ProbeArchive.file(ServerConfig.text("wildfly/jboss-deployment-structure.xml")),
            "jboss-deployment-structure.xml");
  }

  @Override
  public String placeOfItsJar() {
    return "dev/sluice/main/sluice.jar";
  }
}
