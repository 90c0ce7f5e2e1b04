package dev.sluice.bench;

import dev.sluice.bench.peers.Peer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
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
      List<Peer> missing = new ArrayList<>(plan.pools());
      for (RunResult result : new Runner(jmh(plan).build()).run()) {
        Peer pool = Peer.valueOf(result.getParams().getParam("pool"));
        missing.remove(pool);
        values(result)
            .forEach(
                (metric, values) ->
                    cells.add(new Cell(plan.section(), plan.variant(), pool, metric, values)));
      }
      missing.forEach(
          pool ->
              notes.add(
                  (pool == Peer.SLUICE ? FAILURE : FAILURE_OF_A_PEER)
                      + plan.section()
                      + ", "
                      + plan.variant()
                      + ", "
                      + pool.title()
                      + "."));
      progress.measured(cells);
    }
    return cells;
  }

  private ChainedOptionsBuilder jmh(Plan plan) {
    boolean shot = isSingleShot(plan.benchmark());
    // It waits for the pools to come to rest, and compares what it finds itself.
    boolean once = plan.benchmark() == FootprintBenchmark.class;
    ChainedOptionsBuilder jmh =
        new OptionsBuilder()
            .include("^\\Q" + plan.benchmark().getName() + "\\E\\.")
            .threads(plan.threads())
            .param("pool", plan.pools().stream().map(Peer::parameter).toArray(String[]::new))
            .forks(shot ? 1 : options.forks())
            .warmupIterations(once ? 0 : options.shortForm() || shot ? 1 : 2)
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

  private static boolean isSingleShot(Class<?> benchmark) {
    var modes = benchmark.getAnnotation(org.openjdk.jmh.annotations.BenchmarkMode.class).value();
    return List.of(modes).contains(Mode.SingleShotTime);
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
