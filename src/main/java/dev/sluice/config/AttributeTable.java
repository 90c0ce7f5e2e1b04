package dev.sluice.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The attributes, each with its names, unit, default, range and help: what is said here is parsed,
 * checked, shown in messages and printed in the README.
 *
 * <p>A bare number is in the unit that the name has where it came from. So {@code idleTimeout} and
 * {@code maxLifetime} without a unit are milliseconds, since HikariCP has these names, and the
 * names that are Sluice's own are seconds. A bare number that makes an unlikely duration is
 * refused, so that nobody has to remember this.
 */
public final class AttributeTable {
  private static final List<Attribute<?>> ALL =
      List.of(
          ConnectionAttributes.NAME,
          ConnectionAttributes.URL,
          ConnectionAttributes.HOST,
          ConnectionAttributes.PORT,
          ConnectionAttributes.DATABASE,
          ConnectionAttributes.USER,
          ConnectionAttributes.PASSWORD,
          ConnectionAttributes.PASSWORD_FILE,
          PoolAttributes.MIN_SIZE,
          PoolAttributes.MAX_SIZE,
          PoolAttributes.BORROW_TIMEOUT,
          ConnectionAttributes.CONNECT_TIMEOUT,
          PoolAttributes.MAX_CONNECTING,
          PoolAttributes.MAX_WAITERS,
          PoolAttributes.IDLE_TIMEOUT,
          PoolAttributes.MAX_LIFETIME,
          PoolAttributes.KEEPALIVE_INTERVAL,
          SessionAttributes.TEST_ON_BORROW,
          SessionAttributes.RESET_ON_RETURN,
          SessionAttributes.INIT_SQL,
          SessionAttributes.DEFAULT_AUTO_COMMIT,
          SessionAttributes.DEFAULT_READ_ONLY,
          SessionAttributes.DEFAULT_TRANSACTION_ISOLATION,
          SessionAttributes.DEFAULT_SCHEMA,
          ConnectionAttributes.APPLICATION_NAME,
          ConnectionAttributes.SPIN,
          PoolAttributes.DRAIN_TIMEOUT,
          PoolAttributes.LEAK_TIMEOUT,
          PoolAttributes.LEAK_ACTION);

  private static final Map<String, Attribute<?>> BY_NAME = byName();

  private AttributeTable() {}

  /** All attributes but {@code pg.<property>}, in the README's order. */
  public static List<Attribute<?>> all() {
    return ALL;
  }

  /** Every spelling with its attribute: the primary names first, then the aliases. */
  static Map<String, Attribute<?>> names() {
    return BY_NAME;
  }

  private static Map<String, Attribute<?>> byName() {
    Map<String, Attribute<?>> names = new LinkedHashMap<>();
    ALL.forEach(attribute -> names.put(attribute.name(), attribute));
    for (Attribute<?> attribute : ALL) {
      for (Spelling<?> alias : attribute.aliases()) {
        if (names.put(alias.name(), attribute) != null) {
          throw new IllegalStateException(alias.name() + " stands twice in the table");
        }
      }
    }
    return Collections.unmodifiableMap(names);
  }
}
