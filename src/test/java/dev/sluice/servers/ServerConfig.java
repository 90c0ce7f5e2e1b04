package dev.sluice.servers;

import dev.sluice.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of {@code server-config/}, with nothing but the example's endpoint replaced. */
public final class ServerConfig {
  private ServerConfig() {}

  /**
   * The text of a file, word for word.
   *
   * @param file relative to {@code server-config/}
   */
  public static String text(String file) {
    try {
      return Files.readString(Path.of(System.getProperty("sluice.server-config"), file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The text of a file that declares a pool, pointed at {@code postgres}.
   *
   * @param file relative to {@code server-config/}
   * @throws AssertionError if the file doesn't hold the example's host, port and password once each
   */
  public static String text(String file, TestPostgres postgres) {
    String text = text(file);
    text = replaceOnce(file, text, "//localhost", "//" + postgres.host());
    text = replaceOnce(file, text, "5432/app", postgres.port() + "/" + postgres.database());
    return replaceOnce(file, text, "change-me", postgres.password());
  }

  /**
   * {@code text} with the one occurrence of {@code example} replaced.
   *
   * @throws AssertionError if there is none, or more than one
   */
  public static String replaceOnce(String file, String text, String example, String replacement) {
    int at = text.indexOf(example);
    if (at < 0 || text.indexOf(example, at + 1) >= 0) {
      throw new AssertionError("server-config/" + file + " must hold \"" + example + "\" once");
    }
    return text.substring(0, at) + replacement + text.substring(at + example.length());
  }
}
