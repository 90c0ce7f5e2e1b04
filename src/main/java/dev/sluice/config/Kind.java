package dev.sluice.config;

/**
 * The type of an attribute: which texts it takes and which values they make.
 *
 * @param <T> the type of the value
 */
interface Kind<T> extends Reading.Reader<T> {
  /** What is allowed, in words: for the messages and for the README's table. */
  String allowed();

  /** The value as text that {@link #read} understands, or a mask. */
  String show(T value);

  /** Whether an empty text says the same as no attribute (as django's {@code HOST} does). */
  default boolean emptyIsUnset() {
    return false;
  }

  /**
   * Checks a value that another spelling's reader made.
   *
   * @return the value, or what is allowed
   */
  default Reading<T> check(T value) {
    return Reading.value(value);
  }

  /** The refusal of this kind. */
  default Reading<T> refused() {
    return Reading.refused("must be " + allowed());
  }
}
