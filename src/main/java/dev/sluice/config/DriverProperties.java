package dev.sluice.config;

import dev.sluice.config.PgProperty.Allowed;
import dev.sluice.config.PgProperty.Owned;
import dev.sluice.config.PgProperty.Refused;
import dev.sluice.config.PgProperty.SetByPool;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts the driver's properties through the allow-list, wherever they were written. */
final class DriverProperties {
  /** The names that hold several properties as {@code key=value;key=value}. */
  static final Map<String, String> LISTS =
      Map.of("connectionProperties", "tomcat-jdbc, DBCP", "jdbcProperties", "Agroal");

  /** The durations of other pools that are properties of pgjdbc, in seconds there. */
  static final Map<String, @Nullable ChronoUnit> NETWORK_TIMEOUTS = networkTimeouts();

  /** DBCP's name for pgjdbc's {@code queryTimeout}, in seconds as there. */
  static final String QUERY_TIMEOUT = "defaultQueryTimeout";

  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,40}");

  private final Collected collected;
  private final ParseOptions options;

  DriverProperties(Collected collected, ParseOptions options) {
    this.collected = collected;
    this.options = options;
  }

  private static Map<String, @Nullable ChronoUnit> networkTimeouts() {
    Map<String, @Nullable ChronoUnit> names = new LinkedHashMap<>();
    names.put("networkTimeout", null);
    names.put("networkTimeout_ms", ChronoUnit.MILLIS);
    names.put("networkTimeout_s", ChronoUnit.SECONDS);
    names.put("networkTimeout_m", ChronoUnit.MINUTES);
    return Collections.unmodifiableMap(names);
  }

  /** {@code pg.<property>}: only what is neither ours nor the pool's. */
  void ofPrefix(String as, String name, String value) {
    PgProperty property = PgProperties.named(name);
    if (property != null
        && !options.allowedPgProperties().contains(name)
        && (property.use() instanceof Owned<?> || property.use() instanceof SetByPool)) {
      collected.problem(as, null, "is refused: " + property.use().text(), null);
    } else {
      take(as, name, property, value);
    }
  }

  /** {@code dataSource.<setter>} of HikariCP. */
  void ofBean(String as, String setter, String value) {
    take(as, setter, PgProperties.ofBean(setter), value);
  }

  /** {@code key=value;key=value}. */
  void ofList(String as, String text) {
    int number = 0;
    boolean afterSecret = false;
    for (String entry : text.split(";", -1)) {
      number++;
      int equals = entry.indexOf('=');
      if (equals > 0) {
        String name = entry.substring(0, equals).strip();
        PgProperty property = PgProperties.named(name);
        if (property == null && !showable(name, afterSecret)) {
          hiddenPart(as, number);
        } else {
          take(name + " in " + as, name, property, entry.substring(equals + 1));
        }
        afterSecret |= Shown.namesSecret(name);
      } else if (!entry.isBlank()) {
        hiddenPart(as, number);
      }
    }
  }

  /** The query of a URL. */
  void ofUrl(String as, DatabaseUrl url) {
    int number = 0;
    boolean afterSecret = false;
    for (DatabaseUrl.Parameter parameter : url.parameters()) {
      number++;
      String name = parameter.name();
      String value = parameter.value() == null ? "" : parameter.value();
      String where = name + " in " + as;
      LibpqParameters.Meaning meaning = url.libpq() ? LibpqParameters.of(name, value) : null;
      PgProperty property = PgProperties.named(name);
      if (meaning instanceof LibpqParameters.Property p) {
        take(where, p.name(), PgProperties.named(p.name()), p.value());
      } else if (meaning instanceof LibpqParameters.Noted noted) {
        collected.note(where, noted.note());
      } else if (meaning instanceof LibpqParameters.Refused refused) {
        collected.problem(where, null, refused.rule(), null);
      } else if (property == null && (parameter.value() == null || !showable(name, afterSecret))) {
        hiddenPart(as, number);
      } else {
        take(where, name, property, value);
      }
      afterSecret |= Shown.namesSecret(name);
    }
  }

  /** An unknown name after a secret may be the rest of that secret, which had a separator in it. */
  private static boolean showable(String name, boolean afterSecret) {
    return !afterSecret && IDENTIFIER.matcher(name).matches();
  }

  private void hiddenPart(String as, int number) {
    collected.problem(
        as,
        null,
        ("property %d in it (not shown: it may be a part of a secret) is none of pgjdbc 42.7.14, or"
                + " is not of the form key=value; is there a separator in a value?")
            .formatted(number),
        null);
  }

  /** A timeout of another pool, which the driver takes in whole seconds. */
  void ofTimeout(String as, String property, String text, @Nullable ChronoUnit unit) {
    Reading<Duration> reading = Durations.read(text.strip(), unit);
    if (reading instanceof Reading.Value<Duration> v && v.value().toDays() < 20_000) {
      long millis = Math.max(0, v.value().toMillis());
      collected.givePg(property, as, String.valueOf((millis + 999) / 1000));
      collected.note(as, "is pg." + property + ", in whole seconds");
    } else {
      String rule =
          reading instanceof Reading.Refused<Duration> r ? r.rule() : "is too long a time";
      collected.problem(as, Shown.value(text), rule, null);
    }
  }

  private void take(String as, String name, @Nullable PgProperty property, String value) {
    if (property == null) {
      String nearest = NearestName.of(name, PgProperties.names());
      collected.problem(as, null, "no property of pgjdbc 42.7.14 has this name", nearest);
      return;
    }
    if (options.allowedPgProperties().contains(property.name())
        && !(property.use() instanceof Allowed)) {
      collected.givePg(property.name(), as, value.strip());
      collected.note(as, "passes, since " + PgProperties.ALLOWED + " names it");
      return;
    }
    if (property.use() instanceof Allowed allowed) {
      allowed(as, property.name(), allowed, value);
    } else if (property.use() instanceof Owned<?> owned) {
      owned(as, owned, value);
    } else if (property.use() instanceof SetByPool set) {
      collected.note(as, set.text());
    } else if (property.use() instanceof Refused refused) {
      collected.problem(
          as,
          null,
          "is refused: it %s; an administrator who needs it names it in the JVM's system property %s"
              .formatted(refused.text(), PgProperties.ALLOWED),
          null);
    }
  }

  private <T> void owned(String as, Owned<T> owned, String value) {
    collected.read(owned.attribute(), as, value, owned.reader());
  }

  private void allowed(String as, String name, Allowed allowed, String value) {
    String text = allowed.secret() ? value : value.strip();
    if (allowed.secret()) {
      collected.secret(value);
    }
    Reading<String> reading = allowed.kind().read(text);
    if (reading instanceof Reading.Value<String> v) {
      collected.givePg(name, as, v.value());
    } else if (reading instanceof Reading.Refused<String> refused) {
      collected.problem(as, allowed.secret() ? null : Shown.value(text), refused.rule(), null);
    }
  }
}
