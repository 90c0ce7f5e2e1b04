package dev.sluice.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of libpq (PostgreSQL manual, "Parameter Key Words") in a {@code postgres://} URL,
 * and what each is in pgjdbc. Those that have the same name there aren't listed.
 */
final class LibpqParameters {
  private static final String KEEPALIVE = "the pool sets TCP keepalive by itself";

  private LibpqParameters() {}

  /** What a parameter of libpq becomes. */
  sealed interface Meaning {}

  /** A property of pgjdbc, perhaps with another value. */
  record Property(String name, String value) implements Meaning {}

  /** Nothing; the note says what happens instead. */
  record Noted(String note) implements Meaning {}

  /** It is refused. */
  record Refused(String rule) implements Meaning {}

  /**
   * Translates a parameter.
   *
   * @return null if libpq's name and value are also pgjdbc's, or if libpq doesn't know it either
   */
  static @Nullable Meaning of(String name, String value) {
    return switch (name) {
      case "host" -> new Property("PGHOST", value);
      case "port" -> new Property("PGPORT", value);
      case "dbname" -> new Property("PGDBNAME", value);
      case "application_name" -> new Property("ApplicationName", value);
      case "connect_timeout" -> new Property("connectTimeout", value);
      case "channel_binding" -> new Property("channelBinding", value);
      case "gssencmode" -> new Property("gssEncMode", value);
      case "krbsrvname" -> new Property("kerberosServerName", value);
      case "require_auth" -> new Property("requireAuth", value);
      case "sslnegotiation" -> new Property("sslNegotiation", value);
      case "target_session_attrs" -> targetSession(value);
      case "load_balance_hosts" ->
          switch (value) {
            case "disable" -> new Property("loadBalanceHosts", "false");
            case "random" -> new Property("loadBalanceHosts", "true");
            default -> new Refused("must be one of disable, random");
          };
      case "client_encoding" ->
          switch (value.toLowerCase(Locale.ROOT)) {
            case "utf8", "utf-8", "unicode", "auto" ->
                new Noted("pgjdbc speaks UTF-8 with the server, always");
            default -> new Refused("must be UTF8: pgjdbc speaks nothing else with the server");
          };
      case "fallback_application_name" ->
          new Noted("applicationName, or else the pool's name, is shown in pg_stat_activity");
      case "keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count" ->
          new Noted(KEEPALIVE);
      case "tcp_user_timeout" -> new Noted(KEEPALIVE + "; pg.socketTimeout bounds an answer");
      case "passfile" ->
          new Refused(
              "is not read; put the password alone into a file and name it in passwordFile");
      case "hostaddr" -> new Refused("has no equal in pgjdbc; write the address as the host");
      case "sslcrl", "sslcrldir" ->
          new Refused("has no equal in pgjdbc: revoked certificates would pass");
      default -> null;
    };
  }

  private static Meaning targetSession(String value) {
    return switch (value) {
      case "any" -> new Property("targetServerType", "any");
      case "read-write", "primary" -> new Property("targetServerType", "primary");
      case "standby", "read-only" -> new Property("targetServerType", "secondary");
      case "prefer-standby" -> new Property("targetServerType", "preferSecondary");
      default ->
          new Refused(
              "must be one of any, read-write, primary, read-only, standby, prefer-standby");
    };
  }
}
