package dev.sluice.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Short ways to parse attributes in tests. */
final class Parsing {
  static final ParseOptions PLAIN = new ParseOptions(Set.of(), false);

  private Parsing() {}

  static Map<String, String> attributes(String... namesAndValues) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      attributes.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return attributes;
  }

  /** With a database, unless the attributes name one. */
  static Settings settings(String... namesAndValues) {
    return Settings.parse("jdbc/app", withDatabase(attributes(namesAndValues)), PLAIN);
  }

  static InvalidSettingsException failure(String... namesAndValues) {
    return catchThrowableOfType(
        InvalidSettingsException.class,
        () -> Settings.parse("jdbc/app", withDatabase(attributes(namesAndValues)), PLAIN));
  }

  static List<Problem> problems(String... namesAndValues) {
    return failure(namesAndValues).problems();
  }

  private static Map<String, String> withDatabase(Map<String, String> attributes) {
    boolean named =
        attributes.keySet().stream()
            .map(AttributeTable.names()::get)
            .anyMatch(a -> a == ConnectionAttributes.URL || a == ConnectionAttributes.DATABASE);
    if (!named) {
      attributes.put("database", "app");
    }
    return attributes;
  }
}
