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
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  double most() {
    return values.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
  }
}
