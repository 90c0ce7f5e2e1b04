package dev.sluice.config;

import static dev.sluice.config.Kinds.duration;
import static java.time.temporal.ChronoUnit.SECONDS;

import java.time.Duration;

/** The rows of the table that say what to connect to, and as whom. */
final class ConnectionAttributes {
  private static final String HIKARI = "HikariCP";
  private static final String AGROAL = "Agroal";
  private static final String DJANGO = "django-db-pool";
  private static final String TOMCAT_DBCP = "tomcat-jdbc, DBCP";
  private static final String ISO = "ISO-8601";
  private static final Duration MS_100 = Duration.ofMillis(100);
  private static final Duration S_1 = Duration.ofSeconds(1);

  static final Attribute<String> NAME =
      Attribute.optional(
              "name",
              Kinds.text("a name", 200, false),
              "the resource's name",
              "The pool's name in logs, messages and thread names.")
          .alias("poolName", HIKARI);

  static final Attribute<DatabaseUrl> URL =
      Attribute.optional(
              "url",
              new UrlKind(),
              "host, port and database",
              "The database as pgjdbc (`jdbc:postgresql://`) or libpq (`postgres://`) write it;"
                  + " user, password and parameters in it count as the attributes of their names.")
          .alias("jdbcUrl", HIKARI + ", " + AGROAL)
          .alias("dataSource.url", HIKARI)
          .alias("dataSource.URL", HIKARI);

  static final Attribute<String> HOST =
      Attribute.optional("host", Kinds.HOST, "localhost", "The server; several only in `url`.")
          .alias("HOST", DJANGO)
          .alias("dataSource.serverName", HIKARI);

  static final Attribute<Integer> PORT =
      Attribute.optional("port", Kinds.PORT, "5432", "The server's port.")
          .alias("PORT", DJANGO)
          .alias("dataSource.portNumber", HIKARI);

  static final Attribute<String> DATABASE =
      Attribute.optional(
              "database",
              Kinds.text("a database's name", 63, false),
              "the user's name",
              "The database.")
          .alias("NAME", DJANGO)
          .alias("dataSource.databaseName", HIKARI);

  static final Attribute<String> USER =
      Attribute.optional(
              "user",
              Kinds.text("a user's name", 63, false),
              "the operating system's user",
              "The role that connections log in as.")
          .alias("username", TOMCAT_DBCP + ", " + HIKARI)
          .alias("principal", AGROAL)
          .alias("USER", DJANGO)
          .alias("dataSource.user", HIKARI);

  static final Attribute<Secret> PASSWORD =
      Attribute.optional("password", Kinds.SECRET, "none", "The role's password; never shown.")
          .alias("credential", AGROAL)
          .alias("PASSWORD", DJANGO)
          .alias("dataSource.password", HIKARI);

  static final Attribute<String> PASSWORD_FILE =
      Attribute.optional(
          "passwordFile",
          Kinds.text("a file's path", 4096, false),
          "none",
          "A file that holds the password alone, read at every connect, so that a rotated password"
              + " needs no restart.");

  static final Attribute<Duration> CONNECT_TIMEOUT =
      Attribute.of(
              "connectTimeout",
              duration(MS_100, Duration.ofMinutes(10), "", SECONDS, S_1, Duration.ofMinutes(10)),
              Duration.ofSeconds(10),
              "The opening of one connection ends within this time: TCP, TLS and login together.")
          .alias(
              "loginTimeout",
              AGROAL,
              ISO + "; only where nothing else gives connectTimeout; 0: 10m, the longest",
              text -> PeerReaders.connect(Durations.read(text, null)).asWeak());

  static final Attribute<String> APPLICATION_NAME =
      Attribute.optional(
          "applicationName",
          Kinds.text("a name", 1_000, false),
          "the pool's name",
          "Shown in `pg_stat_activity`, of which PostgreSQL keeps the first 63 bytes.");

  static final Attribute<Spin> SPIN =
      Attribute.of(
          "spin",
          Kinds.choice(PeerReaders.SPINS),
          Spin.AUTO,
          "`auto`: while processors are free, a thread that waits for an answer polls for up to"
              + " 50 µs before it sleeps. Doubles what one thread gets from a server on the same"
              + " machine; over a network it stops by itself. `off`: never.");

  private ConnectionAttributes() {}
}
