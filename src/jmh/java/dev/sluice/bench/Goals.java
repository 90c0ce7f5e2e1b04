package dev.sluice.bench;

import dev.sluice.bench.peers.Peer;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What Sluice is to reach, as ratios within one run, and what it reached in this one. */
final class Goals {
  /** With what a figure of Sluice's is compared. */
  private enum Against {
    BEST_PEER("the best peer"),
    /** Who gives up latency for throughput, or throughput for latency, can't be best in both. */
    FASTEST_PEER("the peer with the best throughput"),
    HIKARICP("HikariCP"),
    TOMCAT_JDBC("tomcat-jdbc"),
    AGROAL("Agroal"),
    /** Bare connects, as many at once as Sluice makes. */
    BARE("bare connects of the same width"),
    NOTHING("–");

    private final String title;

    Against(String title) {
      this.title = title;
    }
  }

  /**
   * One of them.
   *
   * @param section where its figures are
   * @param variants whose names match this regular expression
   * @param metric JMH's name of it, as {@link Metric} has it
   * @param against what it is compared with
   * @param bound what the ratio, or the figure itself where there is none, is to keep to
   */
  private record Goal(
      String section, String variants, String metric, Against against, double bound) {}

  private static final String PRIMARY = Metric.PRIMARY;

  private static final List<Goal> ALL =
      List.of(
          new Goal("cycle", ".* over 32", PRIMARY, Against.BEST_PEER, 2),
          new Goal("cycle", "32 over 4", PRIMARY, Against.BEST_PEER, 1),
          new Goal("waiting", ".* 200 µs", "perSecond", Against.BEST_PEER, 0.97),
          new Goal("waiting", ".* 200 µs", "p999", Against.BEST_PEER, 1.2),
          new Goal("waiting", ".* 200 µs", "longest", Against.BEST_PEER, 1.2),
          new Goal("growth", ".* 1000 µs", "p99", Against.TOMCAT_JDBC, 1.3),
          new Goal("growth", ".* 1000 µs", "perSecond", Against.TOMCAT_JDBC, 1),
          new Goal("growth", ".* 5000 µs", "perSecond", Against.AGROAL, 0.9),
          new Goal("virtual", ".* 0 µs", "perSecond", Against.BEST_PEER, 1.3),
          new Goal("virtual", ".* 1000 µs", "perSecond", Against.BEST_PEER, 1),
          new Goal("virtual", ".* 1000 µs", "longest", Against.BEST_PEER, 1.2),
          new Goal("statement", ".*", PRIMARY, Against.BEST_PEER, 1.2),
          new Goal("tested borrow", "probe", PRIMARY, Against.BEST_PEER, 0.1),
          new Goal("select", ".*", "perSecond", Against.BEST_PEER, 1),
          new Goal("select", ".*", "p99", Against.FASTEST_PEER, 1),
          new Goal("select", ".*", "p99", Against.BEST_PEER, 1),
          new Goal("burst", ".* 5 ms a connect", PRIMARY, Against.BARE, 1.1),
          new Goal("spike", ".*", PRIMARY, Against.HIKARICP, 1),
          new Goal("spike", ".*", "finalSize", Against.HIKARICP, 1),
          new Goal("allocation", ".*", "gc.alloc.rate.norm", Against.NOTHING, 40),
          new Goal("footprint", ".*", "threads", Against.NOTHING, 1));

  private final List<Cell> cells;

  Goals(List<Cell> cells) {
    this.cells = cells;
  }

  /** The rows of a table: the figure, what it is compared with, the bound, what came out. */
  List<String> rows() {
    List<String> rows = new ArrayList<>();
    for (Goal goal : ALL) {
      Metric metric = metricOf(goal);
      Pattern variants = Pattern.compile(goal.variants());
      for (Cell own : cells) {
        if (own.pool() == Peer.SLUICE
            && metric.takes(own)
            && variants.matcher(own.variant()).matches()) {
          row(goal, metric, own).ifPresent(rows::add);
        }
      }
    }
    return rows;
  }

  private Optional<String> row(Goal goal, Metric metric, Cell own) {
    double figure = metric.of(own);
    String with = goal.against().title;
    String between = "–";
    if (goal.against() != Against.NOTHING) {
      Optional<Cell> other = other(goal, metric, own);
      if (other.isEmpty() || metric.of(other.get()) == 0) {
        return Optional.empty();
      }
      figure /= metric.of(other.get());
      if (!metric.worst()) {
        between = between(own, other.get());
      }
      if (goal.against() == Against.BEST_PEER || goal.against() == Against.FASTEST_PEER) {
        with += ", " + other.get().pool().title();
      }
    }
    double shown = threeDigits(figure);
    boolean reached = metric.more() ? shown >= goal.bound() : shown <= goal.bound();
    return Optional.of(
        String.join(
            " | ",
            "| " + own.section() + ", " + own.variant() + ": " + metric.title(),
            with,
            (metric.more() ? "≥ " : "≤ ") + Metric.text(goal.bound()),
            Metric.text(figure),
            between,
            (reached ? "reached" : "**missed**") + " |"));
  }

  /** The ratios of the quartiles that lie furthest apart: a bound between them is not decided. */
  private static String between(Cell own, Cell other) {
    double least = own.quantile(0.25) / other.quantile(0.75);
    double most = own.quantile(0.75) / other.quantile(0.25);
    return Metric.text(least) + " – " + Metric.text(most);
  }

  /** As the report shows it: JMH's own few bytes in a million cycles are no miss. */
  private static double threeDigits(double figure) {
    return new BigDecimal(figure).round(new MathContext(3)).doubleValue();
  }

  private Optional<Cell> other(Goal goal, Metric metric, Cell own) {
    Comparator<Cell> order = Comparator.comparingDouble(metric::of);
    Predicate<Cell> wanted =
        switch (goal.against()) {
          case BEST_PEER -> cell -> cell.pool() != Peer.SLUICE && cell.pool().isPool();
          case FASTEST_PEER -> {
            Optional<Peer> fastest = fastest(own);
            yield cell -> fastest.isPresent() && cell.pool() == fastest.get();
          }
          case HIKARICP -> cell -> cell.pool() == Peer.HIKARICP;
          case TOMCAT_JDBC -> cell -> cell.pool() == Peer.TOMCAT_JDBC;
          case AGROAL -> cell -> cell.pool() == Peer.AGROAL;
          case BARE, NOTHING -> cell -> cell.pool() == Peer.NONE;
        };
    String variant =
        switch (goal.against()) {
          case BARE -> own.variant() + ", 4 wide";
          // A probe is compared with what the others do to be as sure.
          default -> own.variant().equals("probe") ? "query" : own.variant();
        };
    return cells.stream()
        .filter(cell -> metric.takes(cell) && cell.variant().equals(variant))
        .filter(wanted)
        .min(metric.more() ? order.reversed() : order);
  }

  private Optional<Peer> fastest(Cell own) {
    return cells.stream()
        .filter(cell -> cell.section().equals(own.section()))
        .filter(cell -> cell.variant().equals(own.variant()) && cell.metric().endsWith("perSecond"))
        .filter(cell -> cell.pool() != Peer.SLUICE && cell.pool().isPool())
        .max(Comparator.comparingDouble(Cell::median))
        .map(Cell::pool);
  }

  private static Metric metricOf(Goal goal) {
    return Metric.ALL.stream()
        .filter(each -> each.section().equals(goal.section()) && each.name().equals(goal.metric()))
        .findFirst()
        .orElseThrow();
  }
}
