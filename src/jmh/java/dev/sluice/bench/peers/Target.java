package dev.sluice.bench.peers;

import dev.sluice.bench.stub.StubDriver;

/**
 * Where physical connections come from.
 *
 * @param driver the name of the driver's class
 * @param url what it connects to
 * @param user who connects
 * @param password the password
 */
public record Target(String driver, String url, String user, String password) {
  /** The driver that does nothing. */
  public static final Target STUB = new Target(StubDriver.class.getName(), StubDriver.URL, "", "");

  private static final String ADDRESS = "bench.postgres.";

  /** The PostgreSQL that the main program started and told this JVM of. */
  public static Target postgres() {
    return of(ADDRESS);
  }

  private static Target of(String prefix) {
    String url = System.getProperty(prefix + "url");
    if (url == null) {
      throw new IllegalStateException("this benchmark runs under dev.sluice.bench.Main only");
    }
    return new Target(
        "org.postgresql.Driver",
        url,
        System.getProperty(ADDRESS + "user"),
        System.getProperty(ADDRESS + "password"));
  }

  /** The same server through PgBouncer. */
  public static Target pgbouncer() {
    return of("bench.pgbouncer.");
  }

  /** The same with another value of one of the URL's parameters. */
  public Target with(String parameter, String value) {
    String without = url.replaceAll("(?<=[?&])" + parameter + "=[^&]*&?", "");
    return new Target(driver, without + "&" + parameter + "=" + value, user, password);
  }

  boolean isStub() {
    return url.equals(StubDriver.URL);
  }
}
