package dev.sluice.config;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a resource's attributes.
 *
 * @param attribute the attribute as the administrator wrote it; several names where they contradict
 *     each other
 * @param given what was given, fit to be shown; null for a secret, for what may be one, and where
 *     nothing was given
 * @param rule the rule that was broken: what is allowed, or why it is refused and what to do
 * @param nearest the known name that an unknown one resembles most, or null
 */
public record Problem(
    String attribute, @Nullable String given, String rule, @Nullable String nearest) {

  /** The problem in one line. */
  public String message() {
    StringBuilder line = new StringBuilder(attribute);
    if (given != null) {
      line.append("=\"").append(given).append('"');
    }
    line.append(": ").append(rule);
    if (nearest != null) {
      line.append("; did you mean ").append(nearest).append('?');
    }
    return line.toString();
  }

  @Override
  public String toString() {
    return message();
  }
}
