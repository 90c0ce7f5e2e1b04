package dev.sluice.config;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The types of pgjdbc's properties. A value stays text, in the one spelling that pgjdbc reads. */
final class PgValues {
  static final Kind<String> TEXT = Kinds.text("a text", 10_000, false);
  static final Kind<String> FLAG = new Flag();
  static final Kind<String> NUMBER = new WholeNumber();

  private PgValues() {}

  /** Words of pgjdbc, separated by spaces here. */
  static Kind<String> words(String words) {
    Map<String, String> map = new LinkedHashMap<>();
    Arrays.stream(words.split(" ", -1)).forEach(word -> map.put(word, word));
    return Kinds.choice(Collections.unmodifiableMap(map));
  }

  /** pgjdbc takes a name without a value for true. */
  private static final class Flag implements Kind<String> {
    @Override
    public Reading<String> read(String text) {
      return text.isEmpty()
          ? Reading.value("true")
          : Kinds.BOOLEAN.read(text) instanceof Reading.Value<Boolean> v
              ? Reading.value(v.value().toString())
              : refused();
    }

    @Override
    public String allowed() {
      return Kinds.BOOLEAN.allowed();
    }

    @Override
    public String show(String value) {
      return value;
    }
  }

  private static final class WholeNumber implements Kind<String> {
    @Override
    public Reading<String> read(String text) {
      try {
        return Reading.value(String.valueOf(Integer.parseInt(text)));
      } catch (NumberFormatException e) {
        return refused();
      }
    }

    @Override
    public String allowed() {
      return "a whole number";
    }

    @Override
    public String show(String value) {
      return value;
    }
  }
}
