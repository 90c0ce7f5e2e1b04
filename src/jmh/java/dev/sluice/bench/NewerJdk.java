package dev.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An installed JDK with virtual threads that don't pin their carrier in a monitor: 24 or later.
 *
 * @param java its executable
 * @param version as its release file says
 */
record NewerJdk(Path java, String version) {
  private static final int LEAST = 24;

  /**
   * Looks for one: in the given place, else this JVM itself, else where JDKs are installed.
   *
   * @return null where there is none
   */
  static NewerJdk find(String given) throws IOException {
    if (!given.isEmpty()) {
      return at(Path.of(given));
    }
    Path own = Path.of(System.getProperty("java.home"));
    NewerJdk found = at(own);
    for (Path beside : List.of(Path.of("/usr/lib/jvm"), own.resolveSibling("."))) {
      if (found == null && Files.isDirectory(beside)) {
        try (Stream<Path> homes = Files.list(beside)) {
          for (Path home : homes.sorted().collect(Collectors.toList())) {
            found = found == null ? at(home) : found;
          }
        }
      }
    }
    return found;
  }

  private static NewerJdk at(Path home) throws IOException {
    Path release = home.resolve("release");
    Path java = home.resolve("bin").resolve("java");
    if (!Files.isReadable(release) || !Files.isExecutable(java)) {
      return null;
    }
    String version =
        Files.readAllLines(release).stream()
            .filter(line -> line.startsWith("JAVA_VERSION="))
            .map(line -> line.substring("JAVA_VERSION=".length()).replace("\"", ""))
            .findFirst()
            .orElse("0");
    return Runtime.Version.parse(version).feature() >= LEAST ? new NewerJdk(java, version) : null;
  }
}
