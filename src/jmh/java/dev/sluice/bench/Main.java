package dev.sluice.bench;

import dev.sluice.bench.peers.Peer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs the benchmarks that were asked for, each in JVMs of its own, and writes the report. */
public final class Main {
  private Main() {}

  public static void main(String[] none) throws Exception {
    Options options = Options.ofThisJvm();
    Files.createDirectories(options.directory());
    System.exit(measure(options) ? 0 : 1);
  }

  private static boolean measure(Options options) throws Exception {
    long begin = System.nanoTime();
    List<String> notes = new ArrayList<>();
    try (Server server = Server.start(options.directory().resolve("postgres"));
        Bouncer bouncer = Bouncer.start(options.pgbouncer(), server)) {
      Map<String, String> address = new TreeMap<>(server.address());
      if (bouncer == null) {
        notes.add("PgBouncer is not installed here, so it took no part.");
      } else {
        address.putAll(bouncer.address());
      }
      NewerJdk newer = NewerJdk.find(options.jdk25());
      if (newer == null) {
        notes.add("No JDK with virtual threads was found, so these were not measured.");
      }
      Machine machine =
          Machine.here(server.version(), bouncer == null ? null : bouncer.version(), newer);
      Measurement measurement = new Measurement(options, address, newer, notes);
      // Again and again, so that a run that is ended leaves what it has measured.
      List<Cell> cells =
          measurement.of(
              Suite.of(options, bouncer != null),
              soFar ->
                  new Report(options, machine.after(System.nanoTime() - begin), soFar, notes)
                      .write());
      System.out.println("The report: " + options.directory().resolve("report.md"));
      return guard(options, cells) && notes.stream().noneMatch(Measurement::isFailure);
    }
  }

  /**
   * Whether Sluice's cycle is not far behind HikariCP's, where both were measured: by the best
   * measurement of each, since what else runs on a machine only ever slows down.
   */
  private static boolean guard(Options options, List<Cell> cells) {
    boolean passed = true;
    for (Cell sluice : cells) {
      if (!sluice.section().equals("cycle") || sluice.pool() != Peer.SLUICE) {
        continue;
      }
      for (Cell peer : cells) {
        if (peer.section().equals("cycle")
            && peer.variant().equals(sluice.variant())
            && peer.pool() == Peer.HIKARICP) {
          double ratio = sluice.most() / peer.most();
          boolean enough = ratio >= options.guard();
          passed &= enough;
          System.out.printf(
              "Guard: cycle, %s: %.2f times HikariCP's in this run, at least %.2f: %s%n",
              sluice.variant(), ratio, options.guard(), enough ? "passed" : "FAILED");
        }
      }
    }
    return passed;
  }
}
