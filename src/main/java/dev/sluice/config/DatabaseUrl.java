package dev.sluice.config;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a database's URL says, taken apart.
 *
 * @param servers the servers it names; empty if it leaves them to the defaults
 * @param database the database, or null if it names none
 * @param user the user, or null
 * @param password the password, or null
 * @param parameters what stood in its query, decoded
 * @param libpq whether it is libpq's notation, whose parameters have other names than pgjdbc's
 */
record DatabaseUrl(
    List<Server> servers,
    @Nullable String database,
    @Nullable String user,
    @Nullable Secret password,
    List<Parameter> parameters,
    boolean libpq) {

  /** One server, with an IPv6 address in brackets. */
  record Server(String host, int port) {
    static final Server DEFAULT = new Server("localhost", 5432);

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Server that && port == that.port && host.equals(that.host);
    }

    @Override
    public int hashCode() {
      return 31 * host.hashCode() + port;
    }

    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  /**
   * One parameter of the query.
   *
   * @param value null where there is no equals sign
   */
  record Parameter(String name, @Nullable String value) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Parameter that
          && name.equals(that.name)
          && Objects.equals(value, that.value);
    }

    @Override
    public int hashCode() {
      return 31 * name.hashCode() + Objects.hashCode(value);
    }
  }

  /**
   * As the compiler would have it, here and in the records within. These are compared at lookups,
   * and JDK 17 keeps the last class for which it has made a record's {@code equals}, with its class
   * loader: an undeployed application's, where the application brought the jar.
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DatabaseUrl that
        && servers.equals(that.servers)
        && Objects.equals(database, that.database)
        && Objects.equals(user, that.user)
        && Objects.equals(password, that.password)
        && parameters.equals(that.parameters)
        && libpq == that.libpq;
  }

  @Override
  public int hashCode() {
    return Objects.hash(servers, database, user, password, parameters, libpq);
  }

  static DatabaseUrl of(List<Server> servers, @Nullable String database) {
    return new DatabaseUrl(List.copyOf(servers), database, null, null, List.of(), false);
  }

  /** Where it leads to, without who goes there and how. */
  DatabaseUrl place() {
    return of(servers, database);
  }

  /** In pgjdbc's notation, with every default written out and neither credentials nor a query. */
  String canonical() {
    List<Server> named = servers.isEmpty() ? List.of(Server.DEFAULT) : servers;
    String path = database == null ? "" : URLEncoder.encode(database, StandardCharsets.UTF_8);
    return named.stream()
        .map(Server::toString)
        .collect(Collectors.joining(",", "jdbc:postgresql://", "/" + path));
  }

  /** The query, from the question mark on, without what is or may be secret; may be empty. */
  String shownQuery() {
    String query =
        parameters.stream()
            .filter(parameter -> isShown(parameter.name()))
            .map(DatabaseUrl::encoded)
            .collect(Collectors.joining("&"));
    return query.isEmpty() ? "" : "?" + query;
  }

  private static boolean isShown(String name) {
    PgProperty property = PgProperties.named(name);
    return property != null
        && !Shown.namesSecret(name)
        && !(property.use() instanceof PgProperty.Allowed allowed && allowed.secret());
  }

  private static String encoded(Parameter parameter) {
    String name = URLEncoder.encode(parameter.name(), StandardCharsets.UTF_8);
    return parameter.value() == null
        ? name
        : name + "=" + URLEncoder.encode(parameter.value(), StandardCharsets.UTF_8);
  }

  /** Shows no credentials. */
  @Override
  public String toString() {
    return canonical();
  }
}
