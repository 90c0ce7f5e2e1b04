package dev.sluice.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a pool, complete and checked. The accessors have the names of the attributes,
 * which {@link AttributeTable} explains.
 *
 * <p>Two settings are equal if they mean the same, whatever names, units and notations they were
 * written in: secrets count, {@linkplain #notes() notes} do not. Immutable; {@link #toString()}
 * shows no secret.
 */
public final class Settings {
  private final Map<Attribute<?>, Object> values;
  private final PgPropertyMap pgProperties;
  private final String shownQuery;
  private final List<String> notes;

  Settings(
      Map<Attribute<?>, Object> values,
      Map<String, String> pgProperties,
      String shownQuery,
      List<String> notes) {
    this.values = Map.copyOf(values);
    this.pgProperties = new PgPropertyMap(pgProperties);
    this.shownQuery = shownQuery;
    this.notes = List.copyOf(notes);
  }

  /**
   * Reads a resource's attributes under the JVM's own {@link ParseOptions}.
   *
   * @param resource the resource's name, for messages
   * @param attributes the attributes as written, by name
   * @throws InvalidSettingsException if anything is wrong with them; it says all that is
   */
  public static Settings parse(String resource, Map<String, String> attributes) {
    return parse(resource, attributes, ParseOptions.ofThisJvm());
  }

  /**
   * Reads a resource's attributes.
   *
   * @param resource the resource's name, for messages
   * @param attributes the attributes as written, by name
   * @param options what else the parsing depends on
   * @throws InvalidSettingsException if anything is wrong with them; it says all that is
   */
  public static Settings parse(
      String resource, Map<String, String> attributes, ParseOptions options) {
    return new SettingsParser(resource, options).parse(attributes);
  }

  /** The pool's name; null if none was given, so that the resource's name takes its place. */
  public @Nullable String name() {
    return get(ConnectionAttributes.NAME);
  }

  /**
   * Where the database is: {@code jdbc:postgresql://host:port[,host:port]/database}, with neither
   * credentials nor parameters.
   */
  public String url() {
    return required(ConnectionAttributes.URL).canonical();
  }

  /** The same with the parameters that the URL had, without secrets: for metadata. */
  public String shownUrl() {
    return url() + shownQuery;
  }

  /** The (first) server; an IPv6 address stands in brackets. */
  public String host() {
    return required(ConnectionAttributes.HOST);
  }

  /** The (first) server's port. */
  public int port() {
    return required(ConnectionAttributes.PORT);
  }

  /** The database; empty only if physical connections come from a given source. */
  public String database() {
    return required(ConnectionAttributes.DATABASE);
  }

  /** The role to log in as; null for the operating system's user. */
  public @Nullable String user() {
    return get(ConnectionAttributes.USER);
  }

  /** The password; null if there is none here. */
  public @Nullable Secret password() {
    return get(ConnectionAttributes.PASSWORD);
  }

  /** The path of the file that holds the password, unread; null if there is none. */
  public @Nullable String passwordFile() {
    return get(ConnectionAttributes.PASSWORD_FILE);
  }

  /** Connections kept open. */
  public int minSize() {
    return required(PoolAttributes.MIN_SIZE);
  }

  /** Connections at most. */
  public int maxSize() {
    return required(PoolAttributes.MAX_SIZE);
  }

  /** The longest borrow; 365 days stands for ever. Never zero. */
  public Duration borrowTimeout() {
    return required(PoolAttributes.BORROW_TIMEOUT);
  }

  /** The longest opening of one connection, login included. Never zero. */
  public Duration connectTimeout() {
    return required(ConnectionAttributes.CONNECT_TIMEOUT);
  }

  /** Connections being opened at once, at most. */
  public int maxConnecting() {
    return required(PoolAttributes.MAX_CONNECTING);
  }

  /** Waiting threads at most; 0 for no limit. */
  public int maxWaiters() {
    return required(PoolAttributes.MAX_WAITERS);
  }

  /** How long a connection above {@link #minSize()} stays idle; zero for ever. */
  public Duration idleTimeout() {
    return required(PoolAttributes.IDLE_TIMEOUT);
  }

  /** How long a connection lives; zero for ever. */
  public Duration maxLifetime() {
    return required(PoolAttributes.MAX_LIFETIME);
  }

  /** How often an idle connection makes a round trip; zero for never. */
  public Duration keepaliveInterval() {
    return required(PoolAttributes.KEEPALIVE_INTERVAL);
  }

  /** How a connection is tested before it is lent. */
  public BorrowTest testOnBorrow() {
    return required(SessionAttributes.TEST_ON_BORROW);
  }

  /** What is undone when a connection comes back. */
  public ReturnReset resetOnReturn() {
    return required(SessionAttributes.RESET_ON_RETURN);
  }

  /** SQL for every new connection; null if there is none. */
  public @Nullable String initSql() {
    return get(SessionAttributes.INIT_SQL);
  }

  /** The autocommit mode that each borrower finds. */
  public boolean defaultAutoCommit() {
    return required(SessionAttributes.DEFAULT_AUTO_COMMIT);
  }

  /** Whether each borrower finds a read-only connection. */
  public boolean defaultReadOnly() {
    return required(SessionAttributes.DEFAULT_READ_ONLY);
  }

  /** The isolation that each borrower finds; null for the server's own. */
  public @Nullable Isolation defaultTransactionIsolation() {
    return get(SessionAttributes.DEFAULT_TRANSACTION_ISOLATION);
  }

  /** The schema that each borrower finds; null for the server's own search path. */
  public @Nullable String defaultSchema() {
    return get(SessionAttributes.DEFAULT_SCHEMA);
  }

  /** What {@code pg_stat_activity} shows; null if none was given, so that the pool's name does. */
  public @Nullable String applicationName() {
    return get(ConnectionAttributes.APPLICATION_NAME);
  }

  /** How long running work may go on when the pool drains; zero to cut it at once. */
  public Duration drainTimeout() {
    return required(PoolAttributes.DRAIN_TIMEOUT);
  }

  /** How long a connection is lent before that counts as a leak; zero for ever. */
  public Duration leakTimeout() {
    return required(PoolAttributes.LEAK_TIMEOUT);
  }

  /** Whether threads look for answers before they sleep. */
  public Spin spin() {
    return required(ConnectionAttributes.SPIN);
  }

  /** What happens to a leak. */
  public LeakAction leakAction() {
    return required(PoolAttributes.LEAK_ACTION);
  }

  /**
   * Properties for pgjdbc by its own names, all of them allowed; those that are attributes here are
   * not among them. Its {@code toString()} shows no secret.
   */
  public Map<String, String> pgProperties() {
    return pgProperties;
  }

  /**
   * What happens instead of what was written, one line each, for the log: an attribute of another
   * pool that has no meaning here, most of the time.
   */
  public List<String> notes() {
    return notes;
  }

  @SuppressWarnings("unchecked") // the parser puts values of the attribute's own type only
  private <T> @Nullable T get(Attribute<T> attribute) {
    return (T) values.get(attribute);
  }

  private <T> T required(Attribute<T> attribute) {
    T value = get(attribute);
    if (value == null) {
      throw new IllegalStateException(attribute + " has no value");
    }
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Settings that
        && values.equals(that.values)
        && pgProperties.equals(that.pgProperties);
  }

  @Override
  public int hashCode() {
    return 31 * values.hashCode() + pgProperties.hashCode();
  }

  /** Every attribute that has a value, with secrets masked. */
  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(", ", "Settings[", "]");
    AttributeTable.all().forEach(attribute -> show(attribute, text));
    pgProperties.shown().forEach((name, value) -> text.add("pg." + name + "=" + value));
    return text.toString();
  }

  private <T> void show(Attribute<T> attribute, StringJoiner text) {
    T value = get(attribute);
    if (value != null) {
      text.add(attribute.name() + "=" + attribute.kind().show(value));
    }
  }
}
