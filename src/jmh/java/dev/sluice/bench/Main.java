package dev.sluice.bench;

import dev.sluice.bench.peers.Peer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the benchmarks that were asked for, each in JVMs of its own, and writes the report. */
public final class Main {
  private final Options options;
  private final Map<String, String> address;

  private Main(Options options, Map<String, String> address) {
    this.options = options;
    this.address = address;
  }

  public static void main(String[] none) throws Exception {
    Options options = Options.ofThisJvm();
    Files.createDirectories(options.directory());
    try (Server server = Server.start(options.directory().resolve("postgres"))) {
      Main main = new Main(options, server.address());
      for (Plan plan : Suite.of(options)) {
        main.run(plan);
      }
    }
  }

  private void run(Plan plan) throws RunnerException {
    ChainedOptionsBuilder jmh =
        new OptionsBuilder()
            .include("^\\Q" + plan.benchmark().getName() + "\\E\\.")
            .threads(plan.threads())
            .param("pool", plan.pools().stream().map(Peer::parameter).toArray(String[]::new))
            .forks(options.forks())
            .warmupIterations(options.shortForm() ? 1 : 2)
            .warmupTime(time())
            .measurementIterations(options.iterations())
            .measurementTime(time())
            .timeout(TimeValue.minutes(2))
            .shouldFailOnError(false)
            .jvmArgsAppend(jvmArguments());
    plan.parameters().forEach(jmh::param);
    options.profilers().forEach(jmh::addProfiler);
    for (RunResult result : new Runner(jmh.build()).run()) {
      System.out.println(
          "RESULT "
              + plan.section()
              + " | "
              + plan.variant()
              + " | "
              + result.getParams().getParam("pool")
              + " | "
              + result.getPrimaryResult());
    }
  }

  private TimeValue time() {
    return new TimeValue((long) (options.seconds() * 1000), TimeUnit.MILLISECONDS);
  }

  private String[] jvmArguments() {
    List<String> arguments = new ArrayList<>();
    address.forEach((name, value) -> arguments.add("-D" + name + "=" + value));
    return arguments.toArray(String[]::new);
  }
}
