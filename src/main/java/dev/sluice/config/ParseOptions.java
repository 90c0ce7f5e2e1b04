package dev.sluice.config;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a parsing depends on beside the attributes.
 *
 * @param allowedPgProperties refused pgjdbc properties that the administrator of the JVM allows
 * @param sourceGiven whether physical connections come from a data source of the program's own, so
 *     that no database need be named
 */
public record ParseOptions(Set<String> allowedPgProperties, boolean sourceGiven) {

  /** Copies the set. */
  public ParseOptions {
    allowedPgProperties = Set.copyOf(allowedPgProperties);
  }

  /** As the JVM's system property {@value PgProperties#ALLOWED} says, and a database is needed. */
  public static ParseOptions ofThisJvm() {
    Set<String> allowed = new TreeSet<>();
    String names = System.getProperty(PgProperties.ALLOWED, "");
    Arrays.stream(names.split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .forEach(allowed::add);
    return new ParseOptions(allowed, false);
  }

  /** The same for a pool whose physical connections come from a data source of the program's. */
  public ParseOptions withSourceGiven() {
    return new ParseOptions(allowedPgProperties, true);
  }
}
