package dev.sluice.servers;

import dev.sluice.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of {@code server-config/}, with nothing replaced but what a test is about. */
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

  /** The text of a file with the one occurrence of {@code example} replaced. */
  public static String text(String file, String example, String replacement) {
    return replaceOnce(file, text(file), example, replacement);
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
   * The text of a file whose one pool was replaced by these.
   *
   * @param file relative to {@code server-config/}
   * @param element what declares a pool there, from its first character to its last
   * @param resource the resource's name in the file, to be replaced by {@code jdbc/} and the pool's
   *     name; null to keep it
   * @param syntax how the file writes an attribute
   * @param pools each gets a copy of the element
   */
  public static String declaring(
      String file,
      Pattern element,
      String resource,
      Syntax syntax,
      TestPostgres postgres,
      List<PoolDeclaration> pools) {
    String text = text(file, postgres);
    Matcher found = element.matcher(text);
    if (!found.find()) {
      throw new AssertionError("server-config/" + file + " declares no pool: " + element);
    }
    StringBuilder elements = new StringBuilder();
    for (PoolDeclaration pool : pools) {
      String one = found.group();
      for (Map.Entry<String, String> attribute : pool.attributes().entrySet()) {
        one = syntax.with(one, attribute.getKey(), attribute.getValue());
      }
      if (resource != null) {
        one = replaceOnce(file, one, resource, "jdbc/" + pool.name());
      }
      elements.append(one).append('\n');
    }
    return text.substring(0, found.start()) + elements + text.substring(found.end());
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
