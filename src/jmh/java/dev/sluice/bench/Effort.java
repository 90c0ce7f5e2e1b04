package dev.sluice.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What the threads of this JVM have cost so far.
 *
 * @param switches how often one gave up a processor, or lost it; 0 where the system does not tell
 * @param processorNanos how long they had one, in nanoseconds
 */
record Effort(long switches, long processorNanos) {
  private static final Path TASKS = Path.of("/proc/self/task");

  static Effort now() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Effort(switchesOfAll(), system.getProcessCpuTime());
  }

  Effort since(Effort earlier) {
    return new Effort(switches - earlier.switches, processorNanos - earlier.processorNanos);
  }

  private static long switchesOfAll() {
    if (!Files.isDirectory(TASKS)) {
      return 0;
    }
    long sum = 0;
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
      for (Path task : tasks) {
        sum += switchesOf(task);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sum;
  }

  private static long switchesOf(Path task) throws IOException {
    try {
      return Files.readAllLines(task.resolve("status")).stream()
          .filter(line -> line.contains("ctxt_switches"))
          .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).trim()))
          .sum();
    } catch (NoSuchFileException e) {
      return 0;
    }
  }
}
