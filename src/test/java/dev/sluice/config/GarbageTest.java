package dev.sluice.config;

import static dev.sluice.config.Parsing.PLAIN;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes in, settings come out or the one exception, and never a secret. */
class GarbageTest {
  private static final String SECRET = "Xq7#/zw:9@p?v&=;%";
  private static final List<String> SECRET_NAMES =
      List.of(
          "password",
          "credential",
          "PASSWORD",
          "dataSource.password",
          "pasword",
          "passwd",
          "pwd",
          "secret",
          "token",
          "apikey",
          "pg.sslpassword",
          "pg.password",
          "recoveryCredential");
  private static final List<String> FRAGMENTS =
      List.of(
          "",
          " ",
          "0",
          "-1",
          "1",
          "10",
          "99999999999999999999",
          "true",
          "False",
          "30s",
          "PT30S",
          "jdbc:postgresql://",
          "postgres://",
          "h",
          "/",
          "?",
          "&",
          "=",
          ";",
          ":",
          "@",
          "%",
          "%41",
          "${X}",
          "${",
          "}",
          "[",
          "]",
          "::1",
          ",",
          "sslmode",
          "user",
          "options",
          "\n",
          "\0",
          "é",
          "😀",
          "READ_COMMITTED",
          "probe",
          "org.postgresql.Driver");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void garbageMakesSettingsOrTheOneExceptionAndShowsNoSecret(long seed) {
    Random random = new Random(seed);
    List<String> names = new ArrayList<>(AttributeNames.all());
    for (int round = 0; round < 300; round++) {
      Map<String, String> attributes = new LinkedHashMap<>();
      int count = random.nextInt(8);
      for (int i = 0; i < count; i++) {
        attributes.put(name(random, names), text(random));
      }
      attributes.put(SECRET_NAMES.get(random.nextInt(SECRET_NAMES.size())), SECRET);
      switch (random.nextInt(6)) {
        case 0 -> attributes.put("url", "postgres://u:" + SECRET + "@h/d");
        case 1 -> attributes.put("url", "jdbc:postgresql://h/d?password=" + SECRET);
        case 2 -> attributes.put("connectionProperties", "a=b;password=" + SECRET);
        case 3 -> attributes.put("x" + name(random, names), SECRET);
        default -> attributes.put("user", "u");
      }
      String shown;
      try {
        Settings settings = Settings.parse("jdbc/app", attributes, PLAIN);
        shown = settings + " " + settings.notes() + settings.pgProperties() + settings.url();
        assertThat(Settings.parse("x", attributes, PLAIN)).isEqualTo(settings);
      } catch (InvalidSettingsException e) {
        assertThat(e.problems()).isNotEmpty();
        assertThat(e.getCause()).isNull();
        shown = e + " " + e.problems();
      }
      assertThat(shown)
          .as("seed %d round %d: %s", seed, round, attributes)
          .doesNotContain("Xq7")
          .doesNotContain("zw:9")
          .doesNotContain("9@p");
    }
  }

  private static String name(Random random, List<String> names) {
    String name = names.get(random.nextInt(names.size()));
    return switch (random.nextInt(5)) {
      case 0 -> text(random);
      case 1 -> name.substring(random.nextInt(name.length()));
      default -> name;
    };
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i >= 0; i--) {
      text.append(FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
    }
    return text.toString();
  }
}
