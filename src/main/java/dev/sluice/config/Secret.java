package dev.sluice.config;

/**
 * A text that must never be shown: {@link #toString()} and string concatenation give a mask.
 *
 * <p>Two secrets are equal if their texts are, so that a changed password makes other settings.
 * Immutable.
 */
public final class Secret {
  private static final String MASK = "***";

  private final String text;

  private Secret(String text) {
    this.text = text;
  }

  /**
   * Wraps a text.
   *
   * @param text the secret itself
   */
  public static Secret of(String text) {
    return new Secret(text);
  }

  /** The secret itself: for the driver only, at the moment of connecting. */
  public String reveal() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** A mask of constant length. */
  @Override
  public String toString() {
    return MASK;
  }
}
