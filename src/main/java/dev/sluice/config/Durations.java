package dev.sluice.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as an administrator writes them: {@code 30s}, {@code PT30S}, or a bare number. */
final class Durations {
  /** Stands for "for ever": long, and still safe to add to a nanosecond clock. */
  static final Duration FOREVER = Duration.ofDays(365);

  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,18}");
  private static final Pattern WITH_UNIT =
      Pattern.compile("(\\d{1,18})\\s*(ms|s|m|min|h|d)", Pattern.CASE_INSENSITIVE);

  private Durations() {}

  /** Whether the text is a number with no unit of its own. */
  static boolean isBare(String text) {
    return NUMBER.matcher(text).matches();
  }

  /**
   * Reads a duration, which may be negative if it is a bare number or ISO-8601.
   *
   * @param bare the unit of a bare number, or null where a bare number has no meaning
   */
  static Reading<Duration> read(String text, @Nullable ChronoUnit bare) {
    try {
      if (isBare(text)) {
        if (bare == null) {
          return Reading.refused(
              "a number without a unit has no meaning under this name; write 30s, 5m or PT30S");
        }
        return Reading.value(bounded(Long.parseLong(text), bare));
      }
      Matcher unit = WITH_UNIT.matcher(text);
      if (unit.matches()) {
        return Reading.value(bounded(Long.parseLong(unit.group(1)), unitOf(unit.group(2))));
      }
      if (text.startsWith("P") || text.startsWith("p") || text.startsWith("-P")) {
        Duration iso = Duration.parse(text);
        if (!iso.truncatedTo(ChronoUnit.MILLIS).equals(iso)) {
          return Reading.refused("a duration is not finer than a millisecond");
        }
        return Reading.value(iso);
      }
    } catch (ArithmeticException | DateTimeParseException e) {
      // Falls through to the rule, which says more than either exception.
    }
    return Reading.refused(
        "must be a duration such as 500ms, 30s, 5m, 1h or PT30S"
            + (bare == null ? "" : ", or a number of " + plural(bare)));
  }

  private static Duration bounded(long amount, ChronoUnit unit) {
    return Duration.ofSeconds(0).plus(amount, unit);
  }

  private static ChronoUnit unitOf(String suffix) {
    return switch (suffix.charAt(0)) {
      case 's', 'S' -> ChronoUnit.SECONDS;
      case 'h', 'H' -> ChronoUnit.HOURS;
      case 'd', 'D' -> ChronoUnit.DAYS;
      default -> suffix.equalsIgnoreCase("ms") ? ChronoUnit.MILLIS : ChronoUnit.MINUTES;
    };
  }

  static String plural(ChronoUnit unit) {
    return switch (unit) {
      case MILLIS -> "milliseconds";
      case SECONDS -> "seconds";
      case MINUTES -> "minutes";
      default -> unit.toString();
    };
  }

  /** The shortest exact text, which {@link #read} understands: {@code 0}, {@code 90s}. */
  static String show(Duration duration) {
    if (duration.isZero()) {
      return "0";
    }
    if (duration.isNegative() || duration.toDays() > 1_000_000) {
      return duration.toString();
    }
    if (!duration.truncatedTo(ChronoUnit.SECONDS).equals(duration)) {
      return duration.toMillis() + "ms";
    }
    long seconds = duration.toSeconds();
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3_600 == 0) {
      return seconds / 3_600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
