package dev.sluice.config;

import dev.sluice.config.DatabaseUrl.Server;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a resource's attributes; lives through one parsing, in one thread. */
final class SettingsParser {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{[^{}]*\\}");
  private static final String PG = "pg.";
  private static final String BEAN = "dataSource.";

  private final String resource;
  private final ParseOptions options;
  private final Collected collected = new Collected();
  private final DriverProperties properties;

  /** The query of the URL as metadata show it. */
  private String shownQuery = "";

  SettingsParser(String resource, ParseOptions options) {
    this.resource = resource;
    this.options = options;
    this.properties = new DriverProperties(collected, options);
  }

  /**
   * Reads the attributes.
   *
   * @throws InvalidSettingsException if anything is wrong
   */
  Settings parse(Map<String, String> attributes) {
    for (String name : options.allowedPgProperties()) {
      PgProperty property = PgProperties.named(name);
      if (property == null || property.use() instanceof PgProperty.Allowed) {
        collected.note(PgProperties.ALLOWED, Shown.line(name) + " is no property that was refused");
      }
    }
    attributes.forEach(
        (name, value) -> attribute(name == null ? "" : name, value == null ? "" : value));
    AbandonedRules.apply(collected);
    Map<Attribute<?>, Object> values = new LinkedHashMap<>();
    for (Attribute<?> attribute : AttributeTable.all()) {
      Object one = collected.one(attribute);
      Object value = one == null ? attribute.defaultValue() : one;
      if (value != null) {
        values.put(attribute, value);
      }
    }
    Map<String, String> pgProperties = collected.pgProperties();
    place(values);
    Contradictions.check(collected, values, pgProperties);
    List<Problem> problems = collected.problems();
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(Shown.line(resource), problems);
    }
    return new Settings(values, pgProperties, shownQuery, collected.notes());
  }

  private void attribute(String name, String value) {
    Attribute<?> attribute = AttributeTable.names().get(name);
    PeerName peer = PeerNames.byName().get(name);
    boolean list = DriverProperties.LISTS.containsKey(name);
    boolean secret = attribute == null ? secret(name) : attribute.secret();
    if (secret) {
      collected.secret(value);
    }
    Matcher placeholder = PLACEHOLDER.matcher(value);
    if (placeholder.find()) {
      if (attribute != null) {
        collected.failed(attribute);
      }
      collected.problem(
          name,
          secret || list ? null : withPlaceholder(value, placeholder.group()),
          "holds a placeholder that the server did not replace; is the variable or property of that"
              + " name set where the server runs?",
          null);
    } else if (attribute != null) {
      known(attribute, name, value);
    } else if (peer != null) {
      peer(peer, value.strip());
    } else if (list) {
      properties.ofList(name, value);
    } else if (name.startsWith(PG)) {
      properties.ofPrefix(name, name.substring(PG.length()), value);
    } else if (name.startsWith(BEAN)) {
      properties.ofBean(name, name.substring(BEAN.length()), value);
    } else if (DriverProperties.NETWORK_TIMEOUTS.containsKey(name)) {
      properties.ofTimeout(
          name, "socketTimeout", value, DriverProperties.NETWORK_TIMEOUTS.get(name));
    } else if (name.equals(DriverProperties.QUERY_TIMEOUT)) {
      properties.ofTimeout(name, "queryTimeout", value, ChronoUnit.SECONDS);
    } else {
      collected.problem(
          name,
          secret ? null : Shown.value(value),
          "is no attribute of Sluice or of the pools whose names it knows",
          NearestName.of(name, AttributeNames.all()));
    }
  }

  /** Of a name that is no attribute: known ones are what they are, unknown ones what they look. */
  private static boolean secret(String name) {
    PgProperty property =
        name.startsWith(PG) ? PgProperties.named(name.substring(PG.length())) : null;
    if (property != null && property.use() instanceof PgProperty.Allowed allowed) {
      return allowed.secret();
    }
    return PeerNames.byName().containsKey(name) ? Shown.namesSecret(name) : Shown.looksSecret(name);
  }

  /** A URL is not shown, but a placeholder in it may be if there can be no password beside it. */
  private static @Nullable String withPlaceholder(String value, String placeholder) {
    String shown = Shown.value(value);
    boolean harmless = Shown.value(value.replace("://", "")) != null;
    return shown == null && harmless ? Shown.value(placeholder) : shown;
  }

  private <T> void known(Attribute<T> attribute, String name, String value) {
    if (attribute == ConnectionAttributes.URL) {
      collected.read(
          ConnectionAttributes.URL,
          name,
          value,
          text -> {
            Reading<DatabaseUrl> reading = ConnectionAttributes.URL.kind().read(text);
            if (reading instanceof Reading.Value<DatabaseUrl> v) {
              url(name, v.value());
              return Reading.value(v.value().place());
            }
            return reading;
          });
    } else {
      collected.read(attribute, name, value, attribute.spelling(name).reader());
    }
  }

  /**
   * A URL says what several attributes say; but for its query in metadata, from here on nothing
   * remembers where it stood.
   */
  private void url(String name, DatabaseUrl url) {
    String in = " in " + name;
    if (url.user() != null) {
      collected.give(ConnectionAttributes.USER, "user" + in, url.user(), false);
    }
    if (url.password() != null) {
      collected.secret(url.password().reveal());
      collected.give(ConnectionAttributes.PASSWORD, "password" + in, url.password(), false);
    }
    if (url.database() != null) {
      collected.give(ConnectionAttributes.DATABASE, "database" + in, url.database(), false);
    }
    if (url.servers().size() == 1) {
      Server server = url.servers().get(0);
      collected.give(ConnectionAttributes.HOST, "host" + in, server.host(), false);
      collected.give(ConnectionAttributes.PORT, "port" + in, server.port(), false);
    }
    properties.ofUrl(name, url);
    if (!url.libpq()) {
      shownQuery = url.shownQuery();
    }
  }

  private void peer(PeerName peer, String value) {
    if (peer.refused().test(value)) {
      boolean secret = Shown.namesSecret(peer.name());
      collected.problem(peer.name(), secret ? null : Shown.value(value), peer.refusal(), null);
    } else {
      collected.note(peer.name(), "is not used; " + peer.instead());
    }
  }

  /** Makes one place of url, host, port and database, so that all spellings of it are equal. */
  private void place(Map<Attribute<?>, Object> values) {
    DatabaseUrl url = (DatabaseUrl) values.get(ConnectionAttributes.URL);
    String host = (String) values.get(ConnectionAttributes.HOST);
    Integer port = (Integer) values.get(ConnectionAttributes.PORT);
    String database = (String) values.get(ConnectionAttributes.DATABASE);
    List<Server> servers = new ArrayList<>(url == null ? List.of() : url.servers());
    if (servers.size() > 1 && (host != null || port != null)) {
      collected.problem(
          "url and " + (host != null ? "host" : "port"),
          null,
          "say different things of the same: the url names several servers; leave only the url",
          null);
    }
    if (servers.size() <= 1) {
      Server server = Server.DEFAULT;
      servers.clear();
      servers.add(
          new Server(host == null ? server.host() : host, port == null ? server.port() : port));
    }
    if (database == null) {
      database = (String) values.getOrDefault(ConnectionAttributes.USER, "");
      boolean failed =
          collected.anyFailed(
              ConnectionAttributes.URL, ConnectionAttributes.DATABASE, ConnectionAttributes.USER);
      if (database.isEmpty() && !failed && !options.sourceGiven()) {
        collected.problem(
            "url",
            null,
            "nothing says which database to connect to; give url, or host, port and database",
            null);
      }
    }
    values.put(ConnectionAttributes.URL, DatabaseUrl.of(servers, database));
    values.put(ConnectionAttributes.HOST, servers.get(0).host());
    values.put(ConnectionAttributes.PORT, servers.get(0).port());
    values.put(ConnectionAttributes.DATABASE, database);
  }
}
