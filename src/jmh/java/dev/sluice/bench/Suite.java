package dev.sluice.bench;

import dev.sluice.bench.peers.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Everything that is measured, in the order of the report. */
final class Suite {
  private final Options options;
  private final List<Plan> plans = new ArrayList<>();

  private Suite(Options options) {
    this.options = options;
  }

  static List<Plan> of(Options options) {
    Suite suite = new Suite(options);
    suite.cycle();
    suite.testedBorrow();
    return suite.plans.stream().filter(plan -> options.include().test(plan.section())).toList();
  }

  private List<Peer> pooled() {
    return options.pools().stream().filter(peer -> peer != Peer.NONE).toList();
  }

  private void cycle() {
    for (int threads : options.shortForm() ? new int[] {2} : new int[] {1, 2, 8, 32}) {
      add("cycle", threads + " over 32", CycleBenchmark.class, threads, Map.of());
    }
    add("cycle", "32 over 4", CycleBenchmark.class, 32, Map.of("size", "4"));
  }

  private void testedBorrow() {
    if (options.pools().contains(Peer.SLUICE)) {
      plans.add(
          new Plan(
              "tested borrow",
              "probe",
              TestedBorrowBenchmark.class,
              1,
              Map.of("test", "probe"),
              List.of(Peer.SLUICE),
              false));
    }
    add("tested borrow", "query", TestedBorrowBenchmark.class, 1, Map.of("test", "query"));
  }

  private void add(
      String section, String variant, Class<?> benchmark, int threads, Map<String, String> with) {
    plans.add(new Plan(section, variant, benchmark, threads, with, pooled(), false));
  }
}
