package dev.sluice.postgres;

import dev.sluice.jdbc.SessionDefaults;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Makes a {@link ConnectSpec}, part by part. */
final class Specs {
  private final String url;
  private final Map<String, String> properties = new HashMap<>();
  private String user = "postgres";
  private PasswordSource password = PasswordSource.NONE;
  private Duration connectTimeout = Duration.ofSeconds(10);
  private String initSql;
  private SessionDefaults defaults = new SessionDefaults(true, false, null, null);
  private TcpKeepAlive keepAlive = TcpKeepAlive.DEFAULT;

  private Specs(String url) {
    this.url = url;
  }

  static Specs of(String url) {
    return new Specs(url);
  }

  static Specs toPort(int port) {
    return new Specs("jdbc:postgresql://localhost:" + port + "/postgres");
  }

  Specs user(String name) {
    user = name;
    return this;
  }

  Specs password(String secret) {
    return password(PasswordSource.of(secret));
  }

  Specs password(PasswordSource source) {
    password = source;
    return this;
  }

  Specs connectTimeout(long millis) {
    connectTimeout = Duration.ofMillis(millis);
    return this;
  }

  Specs initSql(String sql) {
    initSql = sql;
    return this;
  }

  Specs defaults(SessionDefaults all) {
    defaults = all;
    return this;
  }

  Specs keepAlive(TcpKeepAlive times) {
    keepAlive = times;
    return this;
  }

  Specs property(String name, String value) {
    properties.put(name, value);
    return this;
  }

  ConnectSpec build() {
    return new ConnectSpec(
        url,
        url,
        user,
        password,
        connectTimeout,
        Duration.ofSeconds(2),
        "sluice test",
        properties,
        initSql,
        defaults,
        keepAlive,
        true);
  }

  PgPhysicalConnection connect() throws ConnectFailure {
    return new PgConnector(build(), note -> {}).connect();
  }
}
