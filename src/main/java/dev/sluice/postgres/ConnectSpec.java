package dev.sluice.postgres;

import dev.sluice.jdbc.SessionDefaults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to open a connection.
 *
 * @param shownUrl what metadata show, without secrets
 * @param url {@code jdbc:postgresql://host:port[,host:port]/database}, without a query part: its
 *     properties belong to {@code pgProperties}, since in a URL they would win over ours
 * @param user the role to connect as
 * @param password where the password comes from
 * @param connectTimeout how long opening may take, from the first packet to the end of {@code
 *     initSql}, all hosts together; at least 1 ms. Looking up a host name is the operating system's
 *     and not bounded
 * @param callTimeout how long each call may take that the pool makes for itself; at least 1 ms
 * @param applicationName what the server shows as the application, or null for the driver's
 * @param pgProperties properties for the driver, already checked against the allow-list
 * @param initSql SQL run once on each new connection, or null; sent as it is, never split
 * @param defaults what each borrower finds
 * @param keepAlive how a silent network is found out
 * @param spins whether threads look for answers before they sleep
 */
public record ConnectSpec(
    String shownUrl,
    String url,
    String user,
    PasswordSource password,
    Duration connectTimeout,
    Duration callTimeout,
    @Nullable String applicationName,
    Map<String, String> pgProperties,
    @Nullable String initSql,
    SessionDefaults defaults,
    TcpKeepAlive keepAlive,
    boolean spins) {
  private static final String PREFIX = "jdbc:postgresql://";
  private static final int DEFAULT_PORT = 5432;

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if the URL is of another form, or a time is below 1 ms
   */
  public ConnectSpec {
    if (!url.startsWith(PREFIX) || url.indexOf('/', PREFIX.length()) < 0) {
      // The URL is not repeated: one of another form may hold a password.
      throw new IllegalArgumentException("the URL must have the form " + PREFIX + "host:port/db");
    }
    if (url.indexOf('?') >= 0) {
      throw new IllegalArgumentException("the URL must have no query part: pass driver properties");
    }
    if (connectTimeout.toMillis() < 1 || callTimeout.toMillis() < 1) {
      throw new IllegalArgumentException("connectTimeout and callTimeout take at least 1 ms");
    }
    pgProperties = Map.copyOf(pgProperties);
  }

  /** The database's name, as the URL has it. */
  String database() {
    String name = url.substring(url.indexOf('/', PREFIX.length()) + 1);
    return name.isEmpty() ? user : name;
  }

  /** The hosts in the order of the URL; at least one. */
  List<PasswordSource.Target> targets() {
    String authority = url.substring(PREFIX.length(), url.indexOf('/', PREFIX.length()));
    List<PasswordSource.Target> targets = new ArrayList<>();
    int start = 0;
    for (int end; start <= authority.length(); start = end + 1) {
      end = authority.indexOf(',', start);
      end = end < 0 ? authority.length() : end;
      targets.add(target(authority.substring(start, end)));
    }
    return targets;
  }

  private PasswordSource.Target target(String address) {
    int colon = address.lastIndexOf(':');
    // An IPv6 address stands in brackets and has colons of its own.
    boolean hasPort = colon > address.lastIndexOf(']');
    String host = hasPort ? address.substring(0, colon) : address;
    String port = hasPort ? address.substring(colon + 1) : "";
    int number = port.isEmpty() ? DEFAULT_PORT : Integer.parseInt(port);
    return new PasswordSource.Target(host, number, database(), user);
  }

  /** Where the connection goes, for messages: {@code host:port[,host:port]/database}. */
  String where() {
    return url.substring(PREFIX.length());
  }

  /** Names the target, never a secret. */
  @Override
  public String toString() {
    return "ConnectSpec[" + where() + " as " + user + "]";
  }
}
