package dev.sluice.servers.payara;

import dev.sluice.servers.ChildServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import java.util.jar.JarFile;

/**
 * Starts Payara Micro in a process of its own, for what Arquillian's adapter can't do: undeploy.
 */
final class PayaraMicro {
  private PayaraMicro() {}

  /**
   * @param directory existing, for the server's files
   * @param options the server's own, beside those that keep it on the loopback address and alone
   */
  static ChildServer start(Path directory, List<String> options) throws IOException {
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
    command.addAll(options);
    return new ChildServer(directory, command);
  }

  private static void addModuleOptions(
      List<String> command, JarFile jar, String attribute, String option) throws IOException {
    String targets = jar.getManifest().getMainAttributes().getValue(attribute);
    for (StringTokenizer each = new StringTokenizer(targets); each.hasMoreTokens(); ) {
      command.add(option + each.nextToken() + "=ALL-UNNAMED");
    }
  }
}
