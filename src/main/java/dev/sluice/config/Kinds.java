package dev.sluice.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The kinds of attributes. */
final class Kinds {
  private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,9}");
  private static final Pattern HOST_NAME = Pattern.compile("[\\p{L}\\p{N}._-]+");
  private static final Pattern IP_V6 = Pattern.compile("[0-9A-Fa-f:.]+(%[\\w.-]+)?");

  static final Kind<Boolean> BOOLEAN = choice(PeerReaders.words("true", true, "false", false));
  static final Kind<Integer> PORT = number(1, 65_535, "a port from 1 to 65535", true);
  static final Kind<String> HOST = new HostKind();
  static final Kind<Secret> SECRET = new SecretKind();

  private Kinds() {}

  /**
   * Text of one line for names, of several for SQL; never with a NUL, which the protocol ends at.
   */
  static Kind<String> text(String allowed, int longest, boolean severalLines) {
    return new TextKind(allowed, longest, severalLines);
  }

  static Kind<Integer> count(int least, int most) {
    return number(least, most, least + " to " + most, false);
  }

  static Kind<Integer> count(int least, int most, String meaningOfZero) {
    return number(least, most, "0 (" + meaningOfZero + ") to " + most, false);
  }

  private static Kind<Integer> number(int least, int most, String allowed, boolean emptyIsUnset) {
    return new NumberKind(least, most, allowed, emptyIsUnset);
  }

  /** See {@link DurationKind}. */
  static Kind<Duration> duration(
      Duration least,
      Duration most,
      String meaningOfZero,
      ChronoUnit bare,
      Duration bareLeast,
      Duration bareMost) {
    return new DurationKind(least, most, meaningOfZero, bare, bareLeast, bareMost);
  }

  /** One of several words, whatever their case; several words may mean the same. */
  static <E> Kind<E> choice(Map<String, E> words) {
    return new ChoiceKind<>(Collections.unmodifiableMap(new LinkedHashMap<>(words)));
  }

  private record TextKind(String allowed, int longest, boolean severalLines)
      implements Kind<String> {
    @Override
    public Reading<String> read(String text) {
      boolean clean =
          text.chars().noneMatch(c -> severalLines ? c == 0 : Character.isISOControl(c));
      return clean && text.length() <= longest
          ? Reading.value(text)
          : Reading.refused(
              "must be %s: at most %d characters%s"
                  .formatted(
                      allowed,
                      longest,
                      severalLines ? " and no NUL" : " and no control characters"));
    }

    @Override
    public String show(String value) {
      return value;
    }

    @Override
    public boolean emptyIsUnset() {
      return true;
    }
  }

  private record NumberKind(int least, int most, String allowed, boolean emptyIsUnset)
      implements Kind<Integer> {
    @Override
    public Reading<Integer> read(String text) {
      return INTEGER.matcher(text).matches() ? check(Integer.parseInt(text)) : refused();
    }

    @Override
    public Reading<Integer> check(Integer value) {
      return value >= least && value <= most ? Reading.value(value) : refused();
    }

    @Override
    public String show(Integer value) {
      return value.toString();
    }
  }

  private record ChoiceKind<E>(Map<String, E> words) implements Kind<E> {
    @Override
    public Reading<E> read(String text) {
      for (Map.Entry<String, E> word : words.entrySet()) {
        if (word.getKey().equalsIgnoreCase(text)) {
          return Reading.value(word.getValue());
        }
      }
      return refused();
    }

    @Override
    public String allowed() {
      return "one of " + String.join(", ", words.keySet());
    }

    @Override
    public String show(E value) {
      for (Map.Entry<String, E> word : words.entrySet()) {
        if (word.getValue().equals(value)) {
          return word.getKey();
        }
      }
      throw new IllegalArgumentException("not a value of this kind");
    }
  }

  private static final class HostKind implements Kind<String> {
    @Override
    public Reading<String> read(String text) {
      if (text.startsWith("/")) {
        return Reading.refused(
            "must be a host reached by TCP: pgjdbc speaks to no Unix socket, write localhost");
      }
      if (text.contains(",")) {
        return Reading.refused("must be one host; write several in url, as jdbc:postgresql://a,b/");
      }
      boolean brackets = text.startsWith("[") && text.endsWith("]");
      String address = brackets ? text.substring(1, text.length() - 1) : text;
      if (address.contains(":") && IP_V6.matcher(address).matches()) {
        return Reading.value("[" + address.toLowerCase(Locale.ROOT) + "]");
      }
      return !brackets && HOST_NAME.matcher(text).matches()
          ? Reading.value(text.toLowerCase(Locale.ROOT))
          : refused();
    }

    @Override
    public String allowed() {
      return "a host name or an IP address";
    }

    @Override
    public String show(String value) {
      return value;
    }

    @Override
    public boolean emptyIsUnset() {
      return true;
    }
  }

  private static final class SecretKind implements Kind<Secret> {
    @Override
    public Reading<Secret> read(String text) {
      return text.indexOf('\0') < 0 && text.length() <= 10_000
          ? Reading.value(Secret.of(text))
          : refused();
    }

    @Override
    public String allowed() {
      return "a text of at most 10000 characters without NUL";
    }

    @Override
    public String show(Secret value) {
      return value.toString();
    }

    @Override
    public boolean emptyIsUnset() {
      return true;
    }
  }

  /**
   * A duration within bounds.
   *
   * @param meaningOfZero what 0 means, or an empty text where it is not allowed
   * @param bare the unit of a bare number under the attribute's own name
   * @param bareLeast below it a bare number is taken for a slip in the unit
   * @param bareMost above it likewise
   */
  record DurationKind(
      Duration least,
      Duration most,
      String meaningOfZero,
      ChronoUnit bare,
      Duration bareLeast,
      Duration bareMost)
      implements Kind<Duration> {

    @Override
    public Reading<Duration> read(String text) {
      Reading<Duration> reading = Durations.read(text, bare);
      if (!(reading instanceof Reading.Value<Duration> read)) {
        return reading;
      }
      Duration value = read.value();
      if (Durations.isBare(text)
          && value.compareTo(Duration.ZERO) > 0
          && (value.compareTo(bareLeast) < 0 || value.compareTo(bareMost) > 0)) {
        return Reading.refused(
            "a number without a unit is in %s here, which makes %s: probably not what was meant;"
                    .formatted(Durations.plural(bare), Durations.show(value))
                + " write it with its unit, as in 500ms, 30s or 5m");
      }
      return check(value);
    }

    @Override
    public Reading<Duration> check(Duration value) {
      boolean inRange = value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
      boolean zero = value.isZero() && !meaningOfZero.isEmpty();
      return inRange || zero ? Reading.value(value) : refused();
    }

    @Override
    public String allowed() {
      String range = Durations.show(least) + " to " + Durations.show(most);
      return meaningOfZero.isEmpty() ? range : "0 (" + meaningOfZero + ") or " + range;
    }

    @Override
    public String show(Duration value) {
      return Durations.show(value);
    }
  }
}
