package dev.sluice.bench;

import java.util.List;
import java.util.Locale;

/**
 * A table of the report.
 *
 * @param section where it stands
 * @param name JMH's name of what was measured
 * @param title what it is, with its unit
 * @param more whether more is better
 * @param scale what a value is multiplied with
 * @param worst whether the worst measurement counts and not the median
 */
record Metric(
    String section, String name, String title, boolean more, double scale, boolean worst) {
  static final String PRIMARY = "primary";

  static final List<Metric> ALL =
      List.of(
          new Metric("cycle", PRIMARY, "million cycles a second", true, 1, false),
          new Metric("waiting", "perSecond", "thousand cycles a second", true, 1e-3, false),
          new Metric("waiting", "p999", "p99.9 of the wait, ms", false, 1e-3, false),
          new Metric("waiting", "longest", "longest wait, ms", false, 1e-3, true),
          new Metric("waiting", "hold", "longest hold, ms", false, 1e-3, true),
          new Metric("growth", "perSecond", "thousand cycles a second", true, 1e-3, false),
          new Metric("growth", "p99", "p99 of the wait, ms", false, 1e-3, false),
          new Metric("growth", "p999", "p99.9 of the wait, ms", false, 1e-3, false),
          new Metric("statement", PRIMARY, "million a second", true, 1, false),
          new Metric("virtual", "perSecond", "thousand cycles a second", true, 1e-3, false),
          new Metric("virtual", "longest", "longest wait, ms", false, 1e-3, true),
          new Metric("virtual", "hold", "longest hold, ms", false, 1e-3, true),
          new Metric("tested borrow", PRIMARY, "µs a borrow and return", false, 1, false),
          new Metric("select", "perSecond", "thousand a second", true, 1e-3, false),
          new Metric("select", "p50", "p50, µs", false, 1, false),
          new Metric("select", "p99", "p99, µs", false, 1, false),
          new Metric("select", "p999", "p99.9, µs", false, 1, false),
          new Metric("select", "longest", "longest, ms", false, 1e-3, true),
          new Metric(
              "select", "switches", "context switches of the JVM a request", false, 1, false),
          new Metric("select", "cpu", "µs of processor time of the JVM a request", false, 1, false),
          new Metric("burst", PRIMARY, "ms until the last borrower has one", false, 1, false),
          new Metric("spike", PRIMARY, "ms until the last task is done", false, 1, false),
          new Metric("spike", "finalSize", "connections in the end", false, 1, false),
          new Metric("allocation", "gc.alloc.rate.norm", "bytes a cycle", false, 1, false),
          new Metric("footprint", "bytes", "KiB of the heap", false, 1.0 / 1024, false),
          new Metric("footprint", "threads", "threads", false, 1, false),
          new Metric("persistence", PRIMARY, "µs a request", false, 1, false));

  double of(Cell cell) {
    return scale * (worst ? cell.most() : cell.median());
  }

  /** Whether a cell is of this table. */
  boolean takes(Cell cell) {
    return cell.section().equals(section)
        && (cell.metric().equals(name) || cell.metric().endsWith("·" + name));
  }

  /** Three digits, or all of them. */
  static String text(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    int decimals = value == 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : value >= 0.1 ? 2 : 4;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
