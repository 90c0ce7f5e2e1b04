package dev.sluice.config;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What of an administrator's text may stand in a message. */
final class Shown {
  private static final Pattern SECRET_NAME =
      Pattern.compile("pass|pwd|pw$|^pw|psw|secret|cred|token|key|auth", Pattern.CASE_INSENSITIVE);
  private static final Pattern SECRET_TEXT =
      Pattern.compile("://|@|pass|pwd|secret|token|credential", Pattern.CASE_INSENSITIVE);
  private static final int LONGEST = 100;

  private Shown() {}

  /** Whether an unknown attribute of this name may be a misspelt secret. */
  static boolean looksSecret(String name) {
    String nearest = NearestName.of(name, AttributeTable.names().keySet());
    Attribute<?> meant = nearest == null ? null : AttributeTable.names().get(nearest);
    return namesSecret(name) || (meant != null && meant.secret());
  }

  /** Whether a name says of itself that its value is a secret. */
  static boolean namesSecret(String name) {
    return SECRET_NAME.matcher(name).find();
  }

  /** A value in one line, or null if it may hold a secret (a URL with a password, say). */
  static @Nullable String value(String value) {
    return SECRET_TEXT.matcher(value).find() ? null : line(value);
  }

  /** In one line of bounded length, so that nobody writes lines of his own into the log. */
  static String line(String text) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (line.length() >= LONGEST) {
        return line.append("...").toString();
      }
      if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
        line.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        line.append(c);
      }
    }
    return line.toString();
  }
}
