package dev.sluice.bench;

import dev.sluice.bench.peers.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Everything that is measured, in the order of the report. */
final class Suite {
  private final Options options;
  private final boolean bouncer;
  private final List<Plan> plans = new ArrayList<>();

  private Suite(Options options, boolean bouncer) {
    this.options = options;
    this.bouncer = bouncer;
  }

  /**
   * What was asked for.
   *
   * @param bouncer whether PgBouncer runs
   */
  static List<Plan> of(Options options, boolean bouncer) {
    Suite suite = new Suite(options, bouncer);
    suite.cycle();
    suite.waiting();
    suite.growth();
    suite.statement();
    suite.virtual();
    suite.testedBorrow();
    suite.select();
    suite.burst();
    suite.spike();
    suite.allocation();
    suite.footprint();
    suite.persistence();
    return suite.plans.stream()
        .filter(plan -> isIncluded(plan, options) && !plan.pools().isEmpty())
        .toList();
  }

  private static boolean isIncluded(Plan plan, Options options) {
    return options.include().test(plan.section())
        || options.include().test(plan.section() + ", " + plan.variant());
  }

  private void cycle() {
    if (options.shortForm()) {
      // That each peer still starts.
      List<Peer> others = Stream.of(Peer.values()).filter(Peer::isPool).toList();
      plans.add(new Plan("cycle", "2 over 32", CycleBenchmark.class, 2, Map.of(), others, false));
      return;
    }
    for (int threads : new int[] {1, 2, 8, 32}) {
      add("cycle", threads + " over 32", CycleBenchmark.class, threads, Map.of());
    }
    add("cycle", "32 over 4", CycleBenchmark.class, 32, Map.of("size", "4"));
  }

  private void waiting() {
    for (int micros : counts(200, 0, 200, 1000)) {
      add(
          "waiting",
          "32 over 4, " + micros + " µs",
          WaitingBenchmark.class,
          1,
          Map.of("workMicros", Integer.toString(micros), "millis", millis()));
    }
  }

  /** Twice as many borrowers as connections. */
  private void growth() {
    for (int size : counts(8, 8, 64, 512)) {
      int micros = size < 512 ? 1000 : 5000;
      add(
          "growth",
          2 * size + " over " + size + ", " + micros + " µs",
          WaitingBenchmark.class,
          1,
          Map.of(
              "workMicros",
              Integer.toString(micros),
              "millis",
              millis(),
              "size",
              Integer.toString(size),
              "borrowers",
              Integer.toString(2 * size)));
    }
  }

  private void statement() {
    for (int threads : counts(2, 1, 2)) {
      add("statement", threads + " over 32", StatementBenchmark.class, threads, Map.of());
    }
  }

  private void virtual() {
    for (int micros : counts(1000, 0, 1000)) {
      Map<String, String> with =
          Map.of(
              "workMicros",
              Integer.toString(micros),
              "millis",
              millis(),
              "size",
              "50",
              "borrowers",
              "2000",
              "virtual",
              "true");
      String variant = "2000 over 50, " + micros + " µs";
      plans.add(new Plan("virtual", variant, WaitingBenchmark.class, 1, with, pools(false), true));
    }
  }

  private void testedBorrow() {
    if (options.pools().contains(Peer.SLUICE)) {
      Map<String, String> with = Map.of("test", "probe");
      List<Peer> sluice = List.of(Peer.SLUICE);
      plans.add(
          new Plan("tested borrow", "probe", TestedBorrowBenchmark.class, 1, with, sluice, false));
    }
    add("tested borrow", "query", TestedBorrowBenchmark.class, 1, Map.of("test", "query"));
  }

  private void select() {
    for (String work : List.of("select", "transaction")) {
      for (int threads : counts(8, 1, 8, 64)) {
        Map<String, String> with =
            Map.of(
                "work",
                work,
                "borrowers",
                Integer.toString(threads),
                "millis",
                millis(),
                "warmUps",
                options.shortForm() ? "1" : "20");
        String variant = work + ", " + threads + " over 8";
        List<Peer> pools = new ArrayList<>(pools(false));
        if (bouncer && options.pools().contains(Peer.PGBOUNCER)) {
          pools.add(Peer.PGBOUNCER);
        }
        plans.add(new Plan("select", variant, SelectBenchmark.class, 1, with, pools, false));
      }
    }
  }

  private void burst() {
    for (int millis : counts(5, 0, 5, 150)) {
      Map<String, String> with = Map.of("connectMillis", Integer.toString(millis));
      String variant = "32 at once, " + millis + " ms a connect";
      plans.add(new Plan("burst", variant, BurstBenchmark.class, 1, with, pools(true), false));
      if (options.pools().contains(Peer.NONE)) {
        // With the width that Sluice keeps to, its default maxConnecting.
        Map<String, String> narrow =
            Map.of("connectMillis", Integer.toString(millis), "width", "4");
        List<Peer> bare = List.of(Peer.NONE);
        plans.add(
            new Plan("burst", variant + ", 4 wide", BurstBenchmark.class, 1, narrow, bare, false));
      }
    }
  }

  private void spike() {
    add("spike", "50 tasks at 5 idle", SpikeBenchmark.class, 1, Map.of());
  }

  private void allocation() {
    add("allocation", "cycle", CycleBenchmark.class, 1, Map.of());
  }

  private void footprint() {
    add("footprint", "idle pool of 32", FootprintBenchmark.class, 1, Map.of());
  }

  private void persistence() {
    List<Peer> both =
        options.pools().stream().filter(each -> each == Peer.SLUICE || each == Peer.NONE).toList();
    List<Peer> sluice = both.stream().filter(Peer::isPool).toList();
    for (String tls : List.of("false", "true")) {
      String wire = tls.equals("true") ? "TLS" : "plain";
      plans.add(
          new Plan(
              "persistence", wire, PersistenceBenchmark.class, 1, Map.of("tls", tls), both, false));
      plans.add(
          new Plan(
              "persistence",
              wire + ", plans not kept",
              PersistenceBenchmark.class,
              1,
              Map.of("tls", tls, "plans", "false"),
              sluice,
              false));
    }
  }

  private String millis() {
    return Long.toString((long) (options.seconds() * 1000));
  }

  /** The one of the short form, or all. */
  private int[] counts(int inShort, int... all) {
    return options.shortForm() ? new int[] {inShort} : IntStream.of(all).toArray();
  }

  /** Those that take part. */
  private List<Peer> pools(boolean bareToo) {
    return options.pools().stream()
        .filter(peer -> peer.isPool() || (bareToo && peer == Peer.NONE))
        .toList();
  }

  private void add(
      String section, String variant, Class<?> benchmark, int threads, Map<String, String> with) {
    plans.add(new Plan(section, variant, benchmark, threads, with, pools(false), false));
  }
}
