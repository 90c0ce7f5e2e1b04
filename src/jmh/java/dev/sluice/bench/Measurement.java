package dev.sluice.bench;

import dev.sluice.bench.peers.Peer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs plans by JMH. */
final class Measurement {
  private static final String FAILURE = "FAILED, and not measured: ";

  private static final String FAILURE_OF_A_PEER =
      "No figures of its own, since it failed (a borrower timed out, for one): ";

  private static final int GUARDED_ITERATIONS = 5;

  private final Options options;
  private final Map<String, String> address;
  private final NewerJdk newer;
  private final List<String> notes;

  /**
   * @param notes what goes wrong is added to them
   */
  Measurement(Options options, Map<String, String> address, NewerJdk newer, List<String> notes) {
    this.notes = notes;
    this.options = options;
    this.address = address;
    this.newer = newer;
  }

  /**
   * Whether Sluice failed: what a peer does is worth a note, and does not end the run in failure.
   */
  static boolean isFailure(String note) {
    return note.startsWith(FAILURE);
  }

  /** What there is so far, after each plan. */
  interface Progress {
    void measured(List<Cell> cells) throws IOException;
  }

  List<Cell> of(List<Plan> plans, Progress progress) throws RunnerException, IOException {
    List<Cell> cells = new ArrayList<>();
    int run = 0;
    for (Plan plan : plans) {
      run++;
      if (plan.newerJdk() && newer == null) {
        continue;
      }
      System.out.printf("== %d of %d: %s, %s%n", run, plans.size(), plan.section(), plan.variant());
      cells.addAll(measured(plan, run));
      progress.measured(cells);
    }
    return cells;
  }

  /**
   * In rounds, so that a machine that is slower for a while is so for all pools; and with another
   * pool first each time, since a machine may get faster or slower along a row.
   */
  private List<Cell> measured(Plan plan, int run) throws RunnerException {
    Map<Peer, Map<String, List<Double>>> measured = new EnumMap<>(Peer.class);
    Set<Peer> failed = EnumSet.noneOf(Peer.class);
    List<Peer> pools = new ArrayList<>(plan.pools());
    Collections.rotate(pools, run);
    for (int round = 0; round < options.forks(); round++) {
      List<Peer> missing = new ArrayList<>(pools);
      for (RunResult result : new Runner(jmh(plan, pools).build()).run()) {
        Peer pool = Peer.valueOf(result.getParams().getParam("pool"));
        missing.remove(pool);
        Map<String, List<Double>> all =
            measured.computeIfAbsent(pool, key -> new LinkedHashMap<>());
        values(result)
            .forEach(
                (metric, values) ->
                    all.computeIfAbsent(metric, key -> new ArrayList<>()).addAll(values));
      }
      failed.addAll(missing);
      Collections.rotate(pools, pools.size() / options.forks() + 1);
    }
    for (Peer pool : failed) {
      String what = pool == Peer.SLUICE ? FAILURE : FAILURE_OF_A_PEER;
      notes.add(what + plan.section() + ", " + plan.variant() + ", " + pool.title() + ".");
      // Half a figure is none.
      measured.remove(pool);
    }
    List<Cell> cells = new ArrayList<>();
    measured.forEach(
        (pool, metrics) ->
            metrics.forEach(
                (metric, values) ->
                    cells.add(new Cell(plan.section(), plan.variant(), pool, metric, values))));
    return cells;
  }

  private ChainedOptionsBuilder jmh(Plan plan, List<Peer> pools) {
    // It waits for the pools to come to rest, and compares what it finds itself.
    boolean once = plan.benchmark() == FootprintBenchmark.class;
    int warmUps = options.shortForm() ? 1 : 2;
    ChainedOptionsBuilder jmh =
        new OptionsBuilder()
            .include("^\\Q" + plan.benchmark().getName() + "\\E\\.")
            .threads(plan.threads())
            .param("pool", pools.stream().map(Peer::parameter).toArray(String[]::new))
            .forks(1)
            .warmupIterations(once ? 0 : warmUps)
            .warmupTime(time())
            .measurementIterations(once ? 1 : iterations(plan))
            .measurementTime(time())
            .timeout(TimeValue.minutes(2))
            .shouldFailOnError(false)
            .jvmArgsAppend(
                address.entrySet().stream()
                    .map(each -> "-D" + each.getKey() + "=" + each.getValue())
                    .toArray(String[]::new));
    plan.parameters().forEach(jmh::param);
    options.profilers().forEach(jmh::addProfiler);
    if (plan.section().equals("allocation")) {
      jmh.addProfiler(GCProfiler.class);
    }
    if (plan.newerJdk()) {
      jmh.jvm(newer.java().toString());
    }
    return jmh;
  }

  /** The guard takes the best of some, for a busy machine slows each down by chance. */
  private int iterations(Plan plan) {
    boolean guarded = options.shortForm() && plan.section().equals("cycle");
    return guarded ? Math.max(GUARDED_ITERATIONS, options.iterations()) : options.iterations();
  }

  /** Each metric's measurements. */
  private static Map<String, List<Double>> values(RunResult result) {
    Map<String, List<Double>> values = new LinkedHashMap<>();
    for (BenchmarkResult fork : result.getBenchmarkResults()) {
      for (IterationResult iteration : fork.getIterationResults()) {
        values
            .computeIfAbsent(Metric.PRIMARY, metric -> new ArrayList<>())
            .add(iteration.getPrimaryResult().getScore());
        iteration
            .getSecondaryResults()
            .forEach(
                (metric, each) ->
                    values.computeIfAbsent(metric, name -> new ArrayList<>()).add(each.getScore()));
      }
    }
    return values;
  }

  private TimeValue time() {
    return new TimeValue((long) (options.seconds() * 1000), TimeUnit.MILLISECONDS);
  }
}
