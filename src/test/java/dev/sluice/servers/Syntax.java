package dev.sluice.servers;

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a kind of file writes an attribute of a pool.
 *
 * @param template one attribute, with {@code NAME} and {@code VALUE} in the places of both
 * @param written what a value looks like in the file, as a regular expression
 * @param between what stands between two attributes
 * @param escape makes of a value what must be written for it
 */
public record Syntax(
    String template, String written, String between, UnaryOperator<String> escape) {
  /** Each attribute of the pool is an attribute of an XML element: Tomcat, TomEE, Liberty. */
  public static final Syntax XML_ATTRIBUTES =
      new Syntax("NAME=\"VALUE\"", "[^\"]*", "\n ", Syntax::xml);

  /** Each attribute of the pool is an XML element {@code property}: Payara, WildFly. */
  public static final Syntax XML_PROPERTIES =
      new Syntax("<property name=\"NAME\" value=\"VALUE\"/>", "[^\"]*", "\n ", Syntax::xml);

  /** {@code element}, a part of a file that declares one pool, with this attribute. */
  public String with(String element, String attribute, String value) {
    Matcher there = pattern(attribute).matcher(element);
    String replacement = value == null ? "" : attribute(attribute, value);
    if (there.find()) {
      String before = element.substring(0, there.start());
      if (value == null && before.endsWith(between)) {
        before = before.substring(0, before.length() - between.length());
      }
      return before + replacement + element.substring(there.end());
    }
    Matcher last = pattern("drainTimeout").matcher(element);
    if (!last.find()) {
      throw new AssertionError("The file must say drainTimeout: " + element);
    }
    return element.substring(0, last.end())
        + (value == null ? "" : between + replacement)
        + element.substring(last.end());
  }

  /** One attribute as it is to be written. */
  public String attribute(String name, String value) {
    return template.replace("NAME", name).replace("VALUE", escape.apply(value));
  }

  private Pattern pattern(String attribute) {
    String literal = Pattern.quote(template.replace("NAME", attribute));
    return Pattern.compile("(?<!\\w)" + literal.replace("VALUE", "\\E" + written + "\\Q"));
  }

  /** Escaped for XML; every character that isn't ASCII as itself. */
  public static String xml(String value) {
    return value
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
