package dev.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where and when it was measured.
 *
 * @param facts what each is called, and what it is
 */
record Machine(Map<String, String> facts) {
  static Machine here(String postgres, String bouncer, NewerJdk newer) throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Date", Instant.now().truncatedTo(ChronoUnit.MINUTES).toString());
    facts.put("Processor", processor());
    facts.put("Cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("Load at the start", load());
    facts.put(
        "System",
        String.join(
            " ",
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch")));
    facts.put("JDK", System.getProperty("java.vm.name") + " " + Runtime.version());
    facts.put("JDK of the virtual threads", newer == null ? "none" : newer.version());
    facts.put("PostgreSQL", postgres);
    facts.put("PgBouncer", bouncer == null ? "none" : bouncer);
    return new Machine(facts);
  }

  Machine after(long nanos) throws IOException {
    Map<String, String> more = new LinkedHashMap<>(facts);
    more.put("Load at the end", load());
    more.put("Took", nanos / 1_000_000_000L / 60 + " min");
    return new Machine(more);
  }

  private static String processor() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(info)) {
      return "unknown";
    }
    return Files.readAllLines(info).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).trim())
        .findFirst()
        .orElse("unknown");
  }

  private static String load() throws IOException {
    Path info = Path.of("/proc/loadavg");
    if (!Files.isReadable(info)) {
      return "unknown";
    }
    String line = Files.readString(info);
    return line.substring(0, line.indexOf(' '));
  }
}
