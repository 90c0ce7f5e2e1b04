package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandleGeneratorTest {
  private static final Path GENERATOR = Path.of("src/generator/java/HandleGenerator.java");
  private static final Path BUILT = Path.of("target/generated-sources/handles");

  @TempDir Path directory;

  @Test
  void aSecondRunWritesTheSameAndTouchesOnlyWhatDiffers() throws Exception {
    generate();
    Map<String, String> first = contents(directory);
    // The build may have run on another JDK than this test: its sources are the same.
    assertThat(first).isEqualTo(contents(BUILT)).isNotEmpty();

    Path untouched = directory.resolve("dev/sluice/jdbc/ForwardingConnection.java");
    Path spoilt = directory.resolve("dev/sluice/jdbc/BlobHandle.java");
    Path leftOver = directory.resolve("dev/sluice/jdbc/ForwardingNothing.java");
    FileTime longAgo = FileTime.fromMillis(0);
    Files.setLastModifiedTime(untouched, longAgo);
    Files.writeString(spoilt, "spoilt");
    Files.writeString(leftOver, "of a generator before");

    generate();

    assertThat(contents(directory)).isEqualTo(first);
    assertThat(Files.getLastModifiedTime(untouched)).isEqualTo(longAgo);
  }

  @Test
  void noLineOfAGeneratedSourceIsLongerThanItsFormatAllows() throws IOException {
    contents(BUILT)
        .forEach(
            (file, text) ->
                assertThat(text.lines()).as(file).allMatch(line -> line.length() <= 100));
  }

  private void generate() throws Exception {
    Process generator =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                GENERATOR.toString(),
                directory.toString())
            .inheritIO()
            .start();
    assertThat(generator.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(generator.exitValue()).isZero();
  }

  private static Map<String, String> contents(Path root) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(root.relativize(file).toString(), Files.readString(file));
      }
    }
    return contents;
  }
}
