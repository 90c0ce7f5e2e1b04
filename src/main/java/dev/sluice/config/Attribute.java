package dev.sluice.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One row of the {@linkplain AttributeTable table of attributes}. Immutable; equal only to itself.
 *
 * @param <T> the type of the value
 */
public final class Attribute<T> {
  private final String name;
  private final Kind<T> kind;
  private final @Nullable T defaultValue;
  private final String defaultText;
  private final String help;
  private final List<Spelling<T>> aliases;

  private Attribute(
      String name,
      Kind<T> kind,
      @Nullable T defaultValue,
      String defaultText,
      String help,
      List<Spelling<T>> aliases) {
    this.name = name;
    this.kind = kind;
    this.defaultValue = defaultValue;
    this.defaultText = defaultText;
    this.help = help;
    this.aliases = aliases;
  }

  static <T> Attribute<T> of(String name, Kind<T> kind, T defaultValue, String help) {
    return new Attribute<>(name, kind, defaultValue, kind.show(defaultValue), help, List.of());
  }

  /** An attribute that has no value unless it is given. */
  static <T> Attribute<T> optional(String name, Kind<T> kind, String defaultText, String help) {
    return new Attribute<>(name, kind, null, defaultText, help, List.of());
  }

  /** Under another name, with the same texts and values. */
  Attribute<T> alias(String alias, String origin) {
    return alias(alias, origin, "", kind);
  }

  /** Under another name, with values of its own, which are then checked as any other. */
  Attribute<T> alias(String alias, String origin, String meaning, Reading.Reader<T> reader) {
    List<Spelling<T>> more = new ArrayList<>(aliases);
    more.add(new Spelling<>(alias, origin, meaning, checked(reader)));
    return new Attribute<>(name, kind, defaultValue, defaultText, help, List.copyOf(more));
  }

  private Reading.Reader<T> checked(Reading.Reader<T> reader) {
    return text -> {
      Reading<T> reading = reader.read(text);
      boolean broken =
          reading instanceof Reading.Value<T> v
              && kind.check(v.value()) instanceof Reading.Refused<T>;
      return broken ? kind.refused() : reading;
    };
  }

  /** The primary name, which is also the accessor's in {@link Settings}. */
  public String name() {
    return name;
  }

  /** What is allowed, in words. */
  public String allowed() {
    return kind.allowed();
  }

  /** The default in words, or as it would be written. */
  public String defaultText() {
    return defaultText;
  }

  /** Whether its values are never shown. */
  public boolean secret() {
    return kind == Kinds.SECRET;
  }

  /** One sentence or two on what it does. */
  public String help() {
    return help;
  }

  /** The other names. */
  public List<Spelling<T>> aliases() {
    return aliases;
  }

  /** The unit of a number without one under the primary name; empty if that has none. */
  public String bareUnit() {
    return kind instanceof Kinds.DurationKind d ? Durations.plural(d.bare()) : "";
  }

  @Nullable T defaultValue() {
    return defaultValue;
  }

  Kind<T> kind() {
    return kind;
  }

  /** The spelling of that name, which must be one of this attribute's. */
  Spelling<T> spelling(String written) {
    if (written.equals(name)) {
      return new Spelling<>(name, "Sluice", "", kind);
    }
    return aliases.stream()
        .filter(alias -> Objects.equals(alias.name(), written))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(written + " is not a name of " + name));
  }

  @Override
  public String toString() {
    return name;
  }

  /** A duration that must be within bounds, under another name with another unit. */
  static Reading.Reader<Duration> in(ChronoUnit bare) {
    return text -> Durations.read(text, bare);
  }

  /** The same; any value that is not positive stands for another one. */
  static Reading.Reader<Duration> in(ChronoUnit bare, Duration notPositive) {
    return text -> instead(Durations.read(text, bare), notPositive, true);
  }

  /** The same; any negative value stands for another one, and 0 for itself. */
  static Reading.Reader<Duration> inOrNegative(ChronoUnit bare, Duration negative) {
    return text -> instead(Durations.read(text, bare), negative, false);
  }

  /** ISO-8601 or with a unit; zero stands for another value. */
  static Reading.Reader<Duration> iso(Duration zero) {
    return text -> {
      Reading<Duration> reading = Durations.read(text, null);
      return reading instanceof Reading.Value<Duration> v && v.value().isZero()
          ? Reading.value(zero)
          : reading;
    };
  }

  private static Reading<Duration> instead(
      Reading<Duration> reading, Duration otherwise, boolean ofZeroToo) {
    return reading instanceof Reading.Value<Duration> v
            && (v.value().isNegative() || (ofZeroToo && v.value().isZero()))
        ? Reading.value(otherwise)
        : reading;
  }
}
