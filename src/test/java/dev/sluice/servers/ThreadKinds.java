package dev.sluice.servers;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How many threads of each kind a JVM has. Threads are of one kind if their names are the same
 * without the numbers in them, decimal or hexadecimal.
 */
public record ThreadKinds(Map<String, Long> counts) {
  private static final Pattern NUMBER = Pattern.compile("\\p{XDigit}*\\d\\p{XDigit}*");

  /** The kinds of the threads with these names. */
  public static ThreadKinds of(List<String> names) {
    return new ThreadKinds(
        names.stream()
            .collect(
                Collectors.groupingBy(
                    name -> NUMBER.matcher(name).replaceAll("#"),
                    TreeMap::new,
                    Collectors.counting())));
  }

  /** The kinds that have at least this many more threads than they had before, with how many. */
  public Map<String, Long> grownBy(int threads, ThreadKinds before) {
    Map<String, Long> grown = new TreeMap<>();
    counts.forEach(
        (kind, count) -> {
          long growth = count - before.counts.getOrDefault(kind, 0L);
          if (growth >= threads) {
            grown.put(kind, growth);
          }
        });
    return grown;
  }
}
