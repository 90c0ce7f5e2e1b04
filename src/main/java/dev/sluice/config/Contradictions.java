package dev.sluice.config;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Attributes that are each right and together not. */
final class Contradictions {
  private Contradictions() {}

  static void check(
      Collected collected, Map<Attribute<?>, Object> values, Map<String, String> pgProperties) {
    if (collected.given(ConnectionAttributes.PASSWORD)
        && collected.given(ConnectionAttributes.PASSWORD_FILE)) {
      collected.problem(
          "password and passwordFile", null, "both give the password; leave only one", null);
    }
    int least = (Integer) value(values, PoolAttributes.MIN_SIZE);
    int most = (Integer) value(values, PoolAttributes.MAX_SIZE);
    if (least > most && !collected.anyFailed(PoolAttributes.MIN_SIZE, PoolAttributes.MAX_SIZE)) {
      collected.problem(
          names(collected, PoolAttributes.MIN_SIZE, PoolAttributes.MAX_SIZE),
          least + " and " + most,
          "the pool cannot keep more connections than it may have",
          null);
    }
    Duration lifetime = (Duration) value(values, PoolAttributes.MAX_LIFETIME);
    notAfter(collected, PoolAttributes.KEEPALIVE_INTERVAL, values, lifetime);
    boolean reclaim = value(values, PoolAttributes.LEAK_ACTION) == LeakAction.RECLAIM;
    if (reclaim
        && !collected.anyFailed(PoolAttributes.LEAK_TIMEOUT)
        && ((Duration) value(values, PoolAttributes.LEAK_TIMEOUT)).isZero()) {
      collected.problem(
          names(collected, PoolAttributes.LEAK_ACTION, PoolAttributes.LEAK_TIMEOUT),
          null,
          "reclaim needs a leakTimeout that says when",
          null);
    }
    String schema = (String) values.get(SessionAttributes.DEFAULT_SCHEMA);
    String path = pgProperties.get("currentSchema");
    if (schema != null && path != null && !schema.equals(path)) {
      collected.problem(
          "defaultSchema and pg.currentSchema",
          Shown.value(schema + " and " + path),
          "say different things of the same; leave only one of them",
          null);
    }
  }

  /** A default that comes too late does no harm; one that was written was meant to do something. */
  private static void notAfter(
      Collected collected,
      Attribute<Duration> attribute,
      Map<Attribute<?>, Object> values,
      Duration lifetime) {
    Duration time = (Duration) value(values, attribute);
    if (collected.given(attribute)
        && !collected.anyFailed(PoolAttributes.MAX_LIFETIME)
        && !lifetime.isZero()
        && !time.isZero()
        && time.compareTo(lifetime) >= 0) {
      collected.problem(
          names(collected, attribute, PoolAttributes.MAX_LIFETIME),
          Durations.show(time) + " and " + Durations.show(lifetime),
          "it would never happen: a connection is replaced before; make it shorter, or 0 for never",
          null);
    }
  }

  private static Object value(Map<Attribute<?>, Object> values, Attribute<?> attribute) {
    @Nullable Object value = values.get(attribute);
    if (value == null) {
      throw new IllegalStateException(attribute + " has no default");
    }
    return value;
  }

  /** Two attributes by the names that they were given under. */
  private static String names(Collected collected, Attribute<?> one, Attribute<?> other) {
    return name(collected, one) + " and " + name(collected, other);
  }

  private static <T> String name(Collected collected, Attribute<T> attribute) {
    return collected.of(attribute).stream()
        .filter(given -> !given.weak())
        .findFirst()
        .or(() -> collected.of(attribute).stream().findFirst())
        .map(Given::as)
        .orElse(attribute.name());
  }
}
