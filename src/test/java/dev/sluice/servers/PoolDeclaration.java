package dev.sluice.servers;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A pool as an administrator declares it: a file of {@code server-config/}, and what differs from
 * it.
 *
 * @param name of the pool, by which its threads and its sessions are known
 * @param attributes what is said instead of or beside what the file says; null takes one away
 */
public record PoolDeclaration(String name, Map<String, String> attributes) {
  /** Keeps the attributes from changing. */
  public PoolDeclaration {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /** The file as it is. Its {@code applicationName} is the last part of the resource's name. */
  public static PoolDeclaration asWritten(String name) {
    return new PoolDeclaration(name, Map.of());
  }

  /** The file, under a name of its own. */
  public static PoolDeclaration named(String name) {
    // On Tomcat the attribute "name" is the resource's; the other pools' word for it is not taken.
    return asWritten(name).with("poolName", name).with("applicationName", name);
  }

  /** The same, with this attribute. */
  public PoolDeclaration with(String attribute, String value) {
    Map<String, String> more = new LinkedHashMap<>(attributes);
    more.put(attribute, value);
    return new PoolDeclaration(name, more);
  }

  /** The same, without this attribute of the file. */
  public PoolDeclaration without(String attribute) {
    return with(attribute, null);
  }

  /** By which the pool's sessions are known in {@code pg_stat_activity}. */
  public String applicationName() {
    return attributes.getOrDefault("applicationName", name);
  }
}
