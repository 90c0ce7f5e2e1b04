package dev.sluice.config;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** An unmodifiable map of pgjdbc's properties whose text shows no secret. */
final class PgPropertyMap extends AbstractMap<String, String> {
  private final Map<String, String> values;

  PgPropertyMap(Map<String, String> values) {
    this.values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  @Override
  public Set<Entry<String, String>> entrySet() {
    return values.entrySet();
  }

  /** The same with masks in the place of secrets. */
  Map<String, String> shown() {
    Map<String, String> shown = new TreeMap<>();
    values.forEach(
        (name, value) -> {
          PgProperty property = PgProperties.named(name);
          boolean open =
              property != null
                  && property.use() instanceof PgProperty.Allowed allowed
                  && !allowed.secret();
          shown.put(name, open ? value : Secret.of(value).toString());
        });
    return shown;
  }

  @Override
  public String toString() {
    return shown().toString();
  }
}
