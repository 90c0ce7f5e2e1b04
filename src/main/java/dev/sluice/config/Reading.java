package dev.sluice.config;

import org.jspecify.annotations.Nullable;

/**
 * What became of an attribute's text.
 *
 * @param <T> the type of the value
 */
sealed interface Reading<T> {

  /**
   * A value.
   *
   * @param weak whether any other spelling of the same attribute goes before this one
   * @param note what to tell the administrator, or null
   */
  record Value<T>(T value, boolean weak, @Nullable String note) implements Reading<T> {}

  /** As if the attribute had not been written. */
  record Unset<T>() implements Reading<T> {}

  /**
   * No value.
   *
   * @param rule what is allowed, or why this is refused
   */
  record Refused<T>(String rule) implements Reading<T> {}

  static <T> Reading<T> value(T value) {
    return new Value<>(value, false, null);
  }

  static <T> Reading<T> noted(T value, String note) {
    return new Value<>(value, false, note);
  }

  static <T> Reading<T> refused(String rule) {
    return new Refused<>(rule);
  }

  static <T> Reading<T> unset() {
    return new Unset<>();
  }

  /** The same value, but any other spelling goes before it. */
  default Reading<T> asWeak() {
    return this instanceof Value<T> v ? new Value<>(v.value(), true, v.note()) : this;
  }

  /** Makes a value of an attribute's text. */
  @FunctionalInterface
  interface Reader<T> {
    /**
     * Reads one text.
     *
     * @param text as written, not empty unless the attribute takes an empty text
     */
    Reading<T> read(String text);
  }
}
