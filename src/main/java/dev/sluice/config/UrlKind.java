package dev.sluice.config;

import dev.sluice.config.DatabaseUrl.Parameter;
import dev.sluice.config.DatabaseUrl.Server;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A database's URL as pgjdbc writes it, or as libpq does (PostgreSQL manual, "Connection URIs").
 *
 * <p>A refusal never repeats a part of the URL: where one is malformed, nobody knows which part is
 * the password.
 */
final class UrlKind implements Kind<DatabaseUrl> {
  private static final String JDBC = "jdbc:postgresql:";
  private static final Kind<String> DATABASE = Kinds.text("a database's name", 63, false);

  /** Ends the parsing with the rule that was broken. */
  private static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    final String rule;

    Malformed(String rule) {
      super(rule, null, false, false);
      this.rule = rule;
    }
  }

  @Override
  public Reading<DatabaseUrl> read(String text) {
    try {
      if (text.startsWith(JDBC)) {
        return Reading.value(jdbc(text.substring(JDBC.length())));
      }
      for (String scheme : List.of("postgres://", "postgresql://")) {
        if (text.startsWith(scheme)) {
          return Reading.value(libpq(text.substring(scheme.length())));
        }
      }
      return refused();
    } catch (Malformed e) {
      return Reading.refused(e.rule);
    }
  }

  @Override
  public String allowed() {
    return "jdbc:postgresql://host:port/database?parameter=value or"
        + " postgres://user:password@host:port/database?parameter=value";
  }

  @Override
  public String show(DatabaseUrl value) {
    return value.canonical();
  }

  private static DatabaseUrl jdbc(String rest) throws Malformed {
    int mark = rest.indexOf('?');
    String place = mark < 0 ? rest : rest.substring(0, mark);
    String query = mark < 0 ? "" : rest.substring(mark + 1);
    if (place.startsWith("//")) {
      return url(place.substring(2), query, false);
    }
    if (place.startsWith("/")) {
      throw new Malformed("must have // after jdbc:postgresql: and before the host");
    }
    return new DatabaseUrl(
        List.of(), database(place, false), null, null, parameters(query, false), false);
  }

  private static DatabaseUrl libpq(String rest) throws Malformed {
    int mark = rest.indexOf('?');
    int slash = rest.indexOf('/');
    int end = Math.min(mark < 0 ? rest.length() : mark, slash < 0 ? rest.length() : slash);
    if (rest.indexOf('@', end) >= 0) {
      // A '/' or '?' in a password ends the authority too early; the rest of the password would be
      // taken for a database or a parameter and shown as such.
      throw new Malformed(
          "has an @ after the host: percent-encode /, ?, # and @ in the user and the password, and"
              + " @ as %40 anywhere else");
    }
    String place = mark < 0 ? rest : rest.substring(0, mark);
    return url(place, mark < 0 ? "" : rest.substring(mark + 1), true);
  }

  private static DatabaseUrl url(String place, String query, boolean libpq) throws Malformed {
    int slash = place.indexOf('/');
    String authority = slash < 0 ? place : place.substring(0, slash);
    String path = slash < 0 ? "" : place.substring(slash + 1);
    if (path.contains("/")) {
      throw new Malformed("has more than one / after the host: encode one in a name as %2F");
    }
    if (path.contains("@")) {
      throw new Malformed("has an @ after the host: encode a / in a password as %2F, an @ as %40");
    }
    String user = null;
    String password = null;
    int at = authority.lastIndexOf('@');
    if (at >= 0) {
      String info = authority.substring(0, at);
      int colon = info.indexOf(':');
      // User information is always percent-encoded, also where somebody put it into a jdbc: URL.
      user = decode(colon < 0 ? info : info.substring(0, colon), true);
      password = colon < 0 ? null : decode(info.substring(colon + 1), true);
    }
    return new DatabaseUrl(
        servers(authority.substring(at + 1), libpq),
        database(path, libpq),
        emptyIsNone(user),
        password == null || password.isEmpty() ? null : Secret.of(password),
        parameters(query, libpq),
        libpq);
  }

  private static @Nullable String emptyIsNone(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  private static @Nullable String database(String path, boolean libpq) throws Malformed {
    String name = decode(path, libpq);
    if (name.isEmpty()) {
      return null;
    }
    if (DATABASE.read(name) instanceof Reading.Refused<String>) {
      throw new Malformed("has a database's name of more than 63 characters or with controls");
    }
    return name;
  }

  private static List<Server> servers(String hosts, boolean libpq) throws Malformed {
    List<Server> servers = new ArrayList<>();
    if (hosts.isEmpty()) {
      return List.of();
    }
    for (String address : hosts.split(",", -1)) {
      int colon = address.lastIndexOf(':');
      boolean port = colon >= 0 && address.lastIndexOf(']') < colon;
      String host = port ? address.substring(0, colon) : address;
      servers.add(
          new Server(
              host.isEmpty() ? Server.DEFAULT.host() : host(libpq ? decode(host, true) : host),
              port ? port(address.substring(colon + 1)) : Server.DEFAULT.port()));
    }
    return List.copyOf(servers);
  }

  private static String host(String text) throws Malformed {
    Reading<String> host = Kinds.HOST.read(text);
    if (host instanceof Reading.Value<String> v) {
      return v.value();
    }
    throw new Malformed(
        text.startsWith("/")
            ? "names a Unix socket, to which pgjdbc does not speak; write localhost"
            : "has a host that is neither a name nor an address (IPv6 in brackets)");
  }

  private static int port(String text) throws Malformed {
    if (Kinds.PORT.read(text) instanceof Reading.Value<Integer> v) {
      return v.value();
    }
    throw new Malformed(
        "must have a port from 1 to 65535 after the colon behind a host; is a user or a password"
            + " in it that needs percent-encoding?");
  }

  private static List<Parameter> parameters(String query, boolean libpq) throws Malformed {
    List<Parameter> parameters = new ArrayList<>();
    for (String token : query.split("&", -1)) {
      if (!token.isEmpty()) {
        int equals = token.indexOf('=');
        parameters.add(
            new Parameter(
                decode(equals < 0 ? token : token.substring(0, equals), libpq),
                equals < 0 ? null : decode(token.substring(equals + 1), libpq)));
      }
    }
    return List.copyOf(parameters);
  }

  /** In libpq's notation a plus is a plus; pgjdbc decodes as a form does, where it is a space. */
  private static String decode(String text, boolean libpq) throws Malformed {
    try {
      return URLDecoder.decode(libpq ? text.replace("+", "%2B") : text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Malformed("has a % that is not followed by two hexadecimal digits");
    }
  }
}
