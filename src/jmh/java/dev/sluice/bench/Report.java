package dev.sluice.bench;

import dev.sluice.bench.peers.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Tables, plots and each single measurement of one run: Markdown, SVG and CSV. */
final class Report {
  private static final Map<String, String> SECTIONS = new LinkedHashMap<>();

  static {
    SECTIONS.put(
        "cycle", "Borrow and return, over a driver that does nothing. Threads over connections.");
    SECTIONS.put(
        "waiting",
        "More threads than connections, each held for the time given (the thread parks), over the"
            + " driver that does nothing. The wait is the time that getConnection took; the longest"
            + " one counts those too that end after the measurement. A hold is the work as it was:"
            + " where it took longer than it should, the machine was late, and whoever waits is so"
            + " as well.");
    SECTIONS.put(
        "growth",
        "As waiting, with pools of 8, 64 and 512 connections and twice as many threads: what a"
            + " larger pool costs.");
    SECTIONS.put(
        "statement",
        "Borrow, prepare, set, execute, read, close all and return, over the driver that does"
            + " nothing.");
    SECTIONS.put("virtual", "As waiting, with virtual threads, on the newer JDK.");
    SECTIONS.put(
        "tested borrow",
        "Borrow and return over PostgreSQL, one thread, each borrow making sure that the connection"
            + " lives: by a query, and for Sluice also by its probe of the socket.");
    SECTIONS.put(
        "select",
        "`select 1`, and a transaction of an update and a select, over PostgreSQL, from before the"
            + " borrow to after the return. Threads over connections. What a request costs this JVM"
            + " stands beside: where the processors are busy, that is what throughput depends on.");
    SECTIONS.put(
        "burst",
        "From cold: 32 borrowers at once at a pool of 32 that has opened nothing, until the last"
            + " has its connection. \"No pool\" is 32 bare connects, all at once or, \"4 wide\","
            + " four at a time, which is what Sluice keeps to by default (maxConnecting).");
    SECTIONS.put(
        "spike",
        "The scenario that HikariCP published: 5 connections idle, 50 at most, a connect takes"
            + " 150 ms, 50 tasks of 2 ms at once.");
    SECTIONS.put("allocation", "Of a borrow and return, by JMH's profiler.");
    SECTIONS.put(
        "footprint",
        "What an idle pool of 32 takes three seconds after it was filled, the connections of the"
            + " driver that does nothing included.");
    SECTIONS.put(
        "persistence",
        "A request that makes one query of five joined tables over PostgreSQL: what keeping the"
            + " connection is worth, and keeping the prepared plan with it.");
  }

  private final Options options;
  private final Machine machine;
  private final List<Cell> cells;
  private final List<String> notes;
  private final StringBuilder text = new StringBuilder();

  Report(Options options, Machine machine, List<Cell> cells, List<String> notes) {
    this.options = options;
    this.machine = machine;
    this.cells = cells;
    this.notes = notes;
  }

  void write() throws IOException {
    Path directory = options.directory();
    line("# Sluice and its peers, measured in one run");
    line("");
    line("| | |").line("|---|---|");
    machine.facts().forEach((name, fact) -> line("| " + name + " | " + fact + " |"));
    line("");
    line(
        "Each number is the median of "
            + options.iterations()
            + " measurements of "
            + options.seconds()
            + " s in each of "
            + options.forks()
            + " JVMs, one of each pool in turn and another pool first in each row, since a machine"
            + " may be slower for a while; the longest wait is the longest of all. `results.csv` has each measurement. Compare within a table only;"
            + " the last column does."
            + (options.shortForm() ? " **The short form: its numbers mean little.**" : ""));
    line("");
    notes.forEach(note -> line("- " + note));
    goals();
    for (Map.Entry<String, String> section : SECTIONS.entrySet()) {
      List<Metric> metrics =
          Metric.ALL.stream()
              .filter(
                  metric ->
                      metric.section().equals(section.getKey())
                          && cells.stream().anyMatch(metric::takes))
              .toList();
      if (!metrics.isEmpty()) {
        line("").line("## " + capital(section.getKey())).line(section.getValue());
        for (Metric metric : metrics) {
          table(metric);
        }
      }
    }
    settings();
    Files.writeString(directory.resolve("report.md"), text);
    csv(directory.resolve("results.csv"));
  }

  private void goals() {
    List<String> rows = new Goals(cells).rows();
    if (!rows.isEmpty()) {
      line("").line("## Goals").line("What Sluice is to reach, as ratios of figures below.");
      line(
          "Quartiles: the lower of one to the upper of the other, and the reverse. Where the goal");
      line("lies between these two ratios, another run may come out differently.");
      line("What a full run missed, `src/jmh/README.md` explains, with a profile.");
      line("").line("| | against | goal | reached | quartiles | |");
      line("|---|---|---:|---:|---:|---|");
      rows.forEach(this::line);
    }
  }

  private void table(Metric metric) throws IOException {
    Map<String, Map<Peer, Double>> rows = new LinkedHashMap<>();
    Set<Peer> found = new LinkedHashSet<>();
    for (Cell cell : cells) {
      if (metric.takes(cell)) {
        rows.computeIfAbsent(cell.variant(), variant -> new LinkedHashMap<>())
            .put(cell.pool(), metric.of(cell));
        found.add(cell.pool());
      }
    }
    List<Peer> pools = Arrays.stream(Peer.values()).filter(found::contains).toList();
    String plot = metric.section().replace(' ', '-') + "-" + metric.name() + ".svg";
    Plot.write(options.directory().resolve(plot), metric, rows, pools);
    line("");
    line(
        "| "
            + metric.title()
            + " | "
            + pools.stream().map(Peer::title).collect(Collectors.joining(" | "))
            + " | Sluice to the best peer |");
    line("|---|" + "---:|".repeat(pools.size() + 1));
    rows.forEach(
        (variant, values) ->
            line(
                "| "
                    + variant
                    + " | "
                    + pools.stream()
                        .map(pool -> Metric.text(values.getOrDefault(pool, Double.NaN)))
                        .collect(Collectors.joining(" | "))
                    + " | "
                    + ratio(metric, values)
                    + " |"));
    line("").line("![" + metric.section() + ", " + metric.title() + "](" + plot + ")");
  }

  private static String ratio(Metric metric, Map<Peer, Double> values) {
    Double own = values.get(Peer.SLUICE);
    Comparator<Map.Entry<Peer, Double>> order = Map.Entry.comparingByValue();
    Optional<Map.Entry<Peer, Double>> best =
        values.entrySet().stream()
            .filter(each -> each.getKey() != Peer.SLUICE && each.getKey().isPool())
            .min(metric.more() ? order.reversed() : order);
    if (own == null || best.isEmpty() || best.get().getValue() == 0) {
      return "–";
    }
    return Metric.text(own / best.get().getValue()) + " (" + best.get().getKey().title() + ")";
  }

  private void settings() {
    line("").line("## Who took part, and how it was set");
    line(
        "Each has its sizes set, and a borrow may wait a minute. All undo what a borrower changed"
            + " and end his transaction at return, as far as they offer to.");
    line("").line("| | version | set |").line("|---|---|---|");
    List<Peer> all =
        Arrays.stream(Peer.values())
            .filter(peer -> cells.stream().anyMatch(cell -> cell.pool() == peer))
            .toList();
    for (Peer peer : all) {
      line("| " + peer.title() + " | " + peer.version() + " | " + peer.settings() + " |");
    }
  }

  private void csv(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("section;variant;pool;metric;measurements");
    for (Cell cell : cells) {
      lines.add(
          String.join(
              ";",
              cell.section(),
              cell.variant(),
              cell.pool().title(),
              cell.metric(),
              cell.values().stream().map(String::valueOf).collect(Collectors.joining(" "))));
    }
    Files.write(file, lines);
  }

  private Report line(String line) {
    text.append(line).append('\n');
    return this;
  }

  private static String capital(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }
}
