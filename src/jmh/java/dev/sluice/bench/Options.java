package dev.sluice.bench;

import dev.sluice.bench.peers.Peer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What was asked for, each as {@code -Dbench.NAME=VALUE}; empty means the default.
 *
 * @param directory where the report goes
 * @param shortForm {@code short}: true proves in about a minute that everything works; its numbers
 *     mean little
 * @param include a regular expression that a section's name has to match, or the name, a comma, a
 *     space and the variant; all by default
 * @param pools the peers that take part, separated by commas, all by default; in the short form
 *     few, save in the cycle
 * @param forks in how many JVMs each pool is measured, in turn with the others
 * @param iterations how many measurements each of these makes
 * @param seconds how long each takes, and each of two before them that warm the JVM up; those of
 *     SQL are warmed up for longer, see {@link WarmUp}
 * @param jdk25 the home of a JDK 25 or later for virtual threads; looked for by default
 * @param pgbouncer the executable; looked for by default
 * @param guard the least ratio of Sluice's cycle to HikariCP's in this run; below it the run fails
 * @param profilers profilers of JMH for its benchmarks, separated by commas, none by default
 */
record Options(
    Path directory,
    boolean shortForm,
    Predicate<String> include,
    List<Peer> pools,
    int forks,
    int iterations,
    double seconds,
    String jdk25,
    String pgbouncer,
    double guard,
    List<String> profilers) {

  static Options ofThisJvm() {
    boolean shortForm = Boolean.parseBoolean(text("short", "false"));
    String profilers = text("profilers", "");
    return new Options(
        Path.of(text("directory", "target/bench")),
        shortForm,
        Pattern.compile(text("include", ".*"), Pattern.CASE_INSENSITIVE).asMatchPredicate(),
        Peer.of(text("pools", shortForm ? "sluice,hikaricp,none,pgbouncer" : "")),
        Integer.parseInt(text("forks", shortForm ? "1" : "2")),
        Integer.parseInt(text("iterations", shortForm ? "1" : "3")),
        Double.parseDouble(text("seconds", shortForm ? "0.2" : "2")),
        text("jdk25", ""),
        text("pgbouncer", ""),
        Double.parseDouble(text("guard", "0.5")),
        profilers.isEmpty() ? List.of() : List.of(profilers.split(",")));
  }

  private static String text(String name, String otherwise) {
    String given = System.getProperty("bench." + name.toLowerCase(Locale.ROOT), "").trim();
    return given.isEmpty() ? otherwise : given;
  }
}
