package dev.sluice.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Every name that has a meaning, for the hint at the nearest one. */
final class AttributeNames {
  private static final List<String> ALL = collect();

  private AttributeNames() {}

  /** Primary names first, so that they win where two names are equally near. */
  static List<String> all() {
    return ALL;
  }

  private static List<String> collect() {
    Set<String> names = new LinkedHashSet<>(AttributeTable.names().keySet());
    PgProperties.names().forEach(name -> names.add("pg." + name));
    names.addAll(PeerNames.byName().keySet());
    names.addAll(DriverProperties.LISTS.keySet());
    names.addAll(DriverProperties.NETWORK_TIMEOUTS.keySet());
    names.add(DriverProperties.QUERY_TIMEOUT);
    return Collections.unmodifiableList(new ArrayList<>(names));
  }
}
