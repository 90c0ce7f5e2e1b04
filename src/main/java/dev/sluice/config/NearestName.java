package dev.sluice.config;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the known name that a misspelt one was meant to be. */
final class NearestName {
  private NearestName() {}

  /**
   * The nearest of the known names; where several are equally near, the one that also has the same
   * letters in the same case, or else the first.
   *
   * @return null if none is near enough to be a plausible slip: one in three letters may differ,
   *     and never more than four
   */
  static @Nullable String of(String written, Collection<String> known) {
    String lower = plain(written);
    int bound = Math.max(1, Math.min(4, lower.length() / 3));
    String best = null;
    int least = bound + 1;
    int leastWithCase = Integer.MAX_VALUE;
    for (String candidate : known) {
      if (Math.abs(candidate.length() - written.length()) > bound + 2) {
        continue;
      }
      int distance = distance(lower, plain(candidate));
      int withCase = distance <= least ? distance(written, candidate) : Integer.MAX_VALUE;
      if (distance <= bound && (distance < least || withCase < leastWithCase)) {
        least = distance;
        leastWithCase = withCase;
        best = candidate;
      }
    }
    return best;
  }

  /** Case and separators are the commonest slips and count nothing. */
  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
  }

  /** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least = Math.min(d[i - 1][j - 1] + change, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          least = Math.min(least, d[i - 2][j - 2] + 1);
        }
        d[i][j] = least;
      }
    }
    return d[a.length()][b.length()];
  }
}
