package dev.sluice.servers.payara;

import dev.sluice.servers.ChildServer;
import dev.sluice.servers.PoolDeclaration;
import dev.sluice.servers.Pools;
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
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * Payara Micro in a process of its own, for what Arquillian's adapter can't do: undeploy, and go on
 * running.
 */
final class Payara implements ServerUnderTest {
  private static final Pattern CUSTOM_RESOURCE =
      Pattern.compile("(?s)<custom-resource\\s.*</custom-resource>");
  private static final Pattern COMMAND = Pattern.compile("(?m)^create-custom-resource .*$");

  /** Properties of a command, with colons between them. */
  private static final Syntax PROPERTIES =
      new Syntax("NAME=VALUE", "(?:\\\\.|[^:\\\\\\s])*", ":", Payara::escape);

  @Override
  public TestedServer name() {
    return TestedServer.PAYARA_MICRO;
  }

  @Override
  public RunningServer start(Setup setup) throws IOException {
    Path directory = setup.directory();
    String jar = System.getProperty("sluice.payara.jar");
    List<String> command = new ArrayList<>();
    try (JarFile file = new JarFile(jar)) {
      // What java -jar takes from the manifest by itself.
      addModuleOptions(command, file, "Add-Opens", "--add-opens=");
      addModuleOptions(command, file, "Add-Exports", "--add-exports=");
    }
    command.addAll(List.of("-cp", jar, System.getProperty("sluice.payara.host")));
    command.addAll(List.of("--nocluster", "--nohazelcast", "--autobindhttp", "--port", "28080"));
    command.addAll(
        List.of("--rootdir", Files.createDirectory(directory.resolve("root")).toString()));
    command.addAll(List.of("--prebootcommandfile", System.getProperty("sluice.payara.loopback")));
    if (setup.jars()) {
      command.add("--addlibs");
      command.add(ProbeArchive.sluiceJar() + File.pathSeparator + ProbeArchive.pgjdbcJar());
    }
    if (!setup.pools().isEmpty()) {
      Path commands =
          Files.writeString(
              directory.resolve("post-boot-commands.txt"),
              ServerConfig.declaring(
                  "payara/post-boot-commands.txt",
                  COMMAND,
                  "jdbc/shared",
                  PROPERTIES,
                  TestPostgres.shared(),
                  possible(setup)));
      command.addAll(List.of("--postbootcommandfile", commands.toString()));
    }
    return new ChildServer(directory, command);
  }

  private static void addModuleOptions(
      List<String> command, JarFile jar, String attribute, String option) throws IOException {
    String targets = jar.getManifest().getMainAttributes().getValue(attribute);
    for (StringTokenizer each = new StringTokenizer(targets); each.hasMoreTokens(); ) {
      command.add(option + each.nextToken() + "=ALL-UNNAMED");
    }
  }

  /** A password that no command can hold comes from a file. */
  private static List<PoolDeclaration> possible(Setup setup) throws IOException {
    Path file = setup.directory().resolve("password");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, Pools.DIFFICULT_PASSWORD + "\n");
    return setup.pools().stream()
        .map(
            pool ->
                Pools.DIFFICULT_PASSWORD.equals(pool.attributes().get("password"))
                    ? pool.without("password").with("passwordFile", file.toString())
                    : pool)
        .toList();
  }

  private static String escape(String value) {
    return value.replaceAll("[\\\\:='\"]", "\\\\$0");
  }

  @Override
  public WebArchive declaring(WebArchive probe, PoolDeclaration pool) {
    String xml =
        ServerConfig.declaring(
            "payara/glassfish-resources.xml",
            CUSTOM_RESOURCE,
            null,
            Syntax.XML_PROPERTIES,
            TestPostgres.shared(),
            List.of(pool));
    return probe
        .addAsWebInfResource(ProbeArchive.file(xml), "glassfish-resources.xml")
        .setWebXML(ProbeArchive.file(ServerConfig.text("payara/web.xml")));
  }

  @Override
  public WebArchive using(WebArchive probe, PoolDeclaration pool) {
    String xml =
        ServerConfig.text("payara/web-server-wide.xml", "jdbc/shared", "jdbc/" + pool.name());
    return probe.setWebXML(ProbeArchive.file(xml));
  }

  @Override
  public String placeOfItsJar() {
    return ProbeArchive.sluiceJar().toString();
  }
}
