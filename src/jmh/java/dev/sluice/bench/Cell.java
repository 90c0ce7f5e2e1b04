package dev.sluice.bench;

import dev.sluice.bench.peers.Peer;
import java.util.List;

/**
 * What was measured of one pool.
 *
 * @param section the part of the report
 * @param variant a row of a table
 * @param pool a column of a table
 * @param metric JMH's name of it, "primary" for what the benchmark itself gives
 * @param values each measurement, in the order in which they were made
 */
record Cell(String section, String variant, Peer pool, String metric, List<Double> values) {
  double median() {
    return quantile(0.5);
  }

  /**
   * The value below which this part of the measurements lies; between two of them in proportion.
   */
  double quantile(double part) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    double at = part * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  double most() {
    return values.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
  }
}
