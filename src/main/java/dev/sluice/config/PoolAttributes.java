package dev.sluice.config;

import static dev.sluice.config.Attribute.in;
import static dev.sluice.config.Attribute.inOrNegative;
import static dev.sluice.config.Attribute.iso;
import static dev.sluice.config.Kinds.duration;
import static java.time.temporal.ChronoUnit.MILLIS;
import static java.time.temporal.ChronoUnit.MINUTES;
import static java.time.temporal.ChronoUnit.SECONDS;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** The rows of the table on the pool's size and times. */
final class PoolAttributes {
  private static final String S = "seconds";
  private static final String MS = "milliseconds";
  private static final String TOMCAT = "tomcat-jdbc";
  private static final String HIKARI = "HikariCP";
  private static final String AGROAL = "Agroal";
  private static final String DJANGO = "django-db-pool";
  private static final String TOMCAT_DBCP1 = "tomcat-jdbc, DBCP 1";
  private static final String TOMCAT_DBCP = "tomcat-jdbc, DBCP";
  private static final String NO_LIMIT_REFUSED =
      "0 and -1 (no limit) are refused: the limit protects the server";
  private static final String ISO = "ISO-8601";
  private static final String MS_ZERO_NEVER = "milliseconds; 0 or less: never";
  private static final String MS_ZERO_OFF = "milliseconds; 0: off";
  private static final Duration ZERO = Duration.ZERO;
  private static final Duration MS_1 = Duration.ofMillis(1);
  private static final Duration MS_100 = Duration.ofMillis(100);
  private static final Duration S_1 = Duration.ofSeconds(1);
  private static final Duration FOREVER = Durations.FOREVER;

  static final Attribute<Integer> MIN_SIZE =
      Attribute.of(
              "minSize",
              Kinds.count(0, 10_000),
              0,
              "Connections that the pool keeps open while it is in use.")
          .alias("minIdle", TOMCAT_DBCP)
          .alias("minimumIdle", HIKARI)
          .alias("MIN_CONNS", DJANGO)
          .alias(
              "initialSize",
              TOMCAT_DBCP + ", " + AGROAL,
              "only where no other name gives minSize",
              text -> Kinds.count(0, 10_000).read(text).asWeak());

  static final Attribute<Integer> MAX_SIZE =
      Attribute.of(
              "maxSize",
              Kinds.count(1, 10_000),
              10,
              "Connections at most, those being opened included.")
          .alias("maxActive", TOMCAT_DBCP1, NO_LIMIT_REFUSED, PeerReaders::size)
          .alias("maxTotal", "DBCP 2", NO_LIMIT_REFUSED, PeerReaders::size)
          .alias("maximumPoolSize", HIKARI)
          .alias("MAX_CONNS", DJANGO);

  static final Attribute<Duration> BORROW_TIMEOUT =
      withSuffixes(
          Attribute.of(
                  "borrowTimeout",
                  duration(MS_1, FOREVER, "", SECONDS, S_1, Duration.ofHours(1)),
                  Duration.ofSeconds(30),
                  "A borrow ends within this time, with a connection or with an exception that says"
                      + " what used the time up.")
              .alias(
                  "maxWait",
                  TOMCAT_DBCP1,
                  "milliseconds; 0 or less: for ever (365d)",
                  in(MILLIS, FOREVER))
              .alias(
                  "maxWaitMillis",
                  "DBCP 2",
                  "milliseconds; negative: for ever (365d); 0 is refused, since a borrow that may"
                      + " not wait could not open a connection",
                  inOrNegative(MILLIS, FOREVER))
              .alias(
                  "connectionTimeout",
                  HIKARI,
                  "milliseconds; 0: for ever (365d)",
                  text -> PeerReaders.zeroIs(FOREVER, Durations.read(text, MILLIS)))
              .alias("acquisitionTimeout", AGROAL, ISO + "; 0: for ever (365d)", iso(FOREVER)),
          "acquisitionTimeout",
          FOREVER);

  static final Attribute<Integer> MAX_CONNECTING =
      Attribute.of(
          "maxConnecting",
          Kinds.count(1, 100),
          4,
          "Connections being opened at once, at most: enough that a burst doesn't queue behind one"
              + " login, few enough that a server that comes back isn't flooded.");

  static final Attribute<Integer> MAX_WAITERS =
      Attribute.of(
          "maxWaiters",
          Kinds.count(0, 1_000_000, "no limit"),
          0,
          "Threads that may wait for a connection; one more is refused at once, those that wait"
              + " already are not.");

  static final Attribute<Duration> IDLE_TIMEOUT =
      withSuffixes(
          Attribute.of(
                  "idleTimeout",
                  duration(MS_100, FOREVER, "never", MILLIS, Duration.ofSeconds(10), FOREVER),
                  Duration.ofMinutes(10),
                  "A connection above `minSize` that nobody borrowed for this time is closed.")
              .alias("minEvictableIdleTimeMillis", TOMCAT_DBCP, MS_ZERO_NEVER, in(MILLIS, ZERO))
              .alias(
                  "softMinEvictableIdleTimeMillis",
                  "DBCP 2",
                  MS_ZERO_NEVER + "; only where no other name gives idleTimeout",
                  text -> in(MILLIS, ZERO).read(text).asWeak())
              .alias("reapTimeout", AGROAL, ISO + "; 0: never", iso(ZERO)),
          "reapTimeout",
          ZERO);

  static final Attribute<Duration> MAX_LIFETIME =
      withSuffixes(
          Attribute.of(
                  "maxLifetime",
                  duration(S_1, FOREVER, "no limit", MILLIS, Duration.ofSeconds(30), FOREVER),
                  Duration.ofMinutes(30),
                  "A connection older than this is replaced and then closed, with some jitter.")
              .alias("maxAge", TOMCAT, "milliseconds; 0 or less: no limit", in(MILLIS, ZERO))
              .alias(
                  "maxConnLifetimeMillis",
                  "DBCP 2",
                  "milliseconds; 0 or less: no limit",
                  in(MILLIS, ZERO)),
          "maxLifetime",
          ZERO);

  static final Attribute<Duration> KEEPALIVE_INTERVAL =
      Attribute.of(
              "keepaliveInterval",
              duration(S_1, Duration.ofDays(1), "off", SECONDS, S_1, Duration.ofHours(4)),
              Duration.ofMinutes(2),
              "An idle connection makes one round trip in the background this often, so that no"
                  + " firewall forgets it.")
          .alias("keepaliveTime", HIKARI, MS_ZERO_OFF, in(MILLIS));

  static final Attribute<Duration> DRAIN_TIMEOUT =
      Attribute.of(
          "drainTimeout",
          duration(
              MS_1, Duration.ofMinutes(10), "cut at once", SECONDS, S_1, Duration.ofMinutes(10)),
          Duration.ofSeconds(10),
          "At undeploy, running work has this time to finish before it is cancelled.");

  static final Attribute<Duration> LEAK_TIMEOUT =
      withSuffixes(
          Attribute.of(
                  "leakTimeout",
                  duration(MS_100, Duration.ofDays(7), "off", SECONDS, S_1, Duration.ofHours(12)),
                  ZERO,
                  "A connection that is lent for longer is reported with the stack of its borrow.")
              .alias("leakDetectionThreshold", HIKARI, MS_ZERO_OFF, in(MILLIS))
              .alias(
                  "removeAbandonedTimeout",
                  TOMCAT_DBCP,
                  "seconds; counts only where removeAbandoned, or one of its kin, is true",
                  in(SECONDS))
              .alias(
                  "suspectTimeout",
                  TOMCAT,
                  "seconds; 0: off; only where no other name gives leakTimeout",
                  text -> in(SECONDS).read(text).asWeak()),
          "leakTimeout",
          ZERO);

  static final Attribute<LeakAction> LEAK_ACTION =
      Attribute.of(
              "leakAction",
              Kinds.choice(PeerReaders.LEAK_ACTIONS),
              LeakAction.LOG,
              "`log` reports only; `reclaim` also takes the connection away and closes it.")
          .alias("removeAbandoned", TOMCAT_DBCP1, "true: reclaim", PeerReaders::abandoned)
          .alias("removeAbandonedOnBorrow", "DBCP 2", "true: reclaim", PeerReaders::abandoned)
          .alias("removeAbandonedOnMaintenance", "DBCP 2", "true: reclaim", PeerReaders::abandoned);

  private PoolAttributes() {}

  /** Agroal spells each of its durations four ways, three of them with the unit in the name. */
  private static Attribute<Duration> withSuffixes(
      Attribute<Duration> attribute, String agroal, Duration zero) {
    String meaning = zero.isZero() ? "" : "; 0: for ever (365d)";
    return attribute
        .alias(agroal + "_ms", AGROAL, MS + meaning, suffixed(MILLIS, zero))
        .alias(agroal + "_s", AGROAL, S + meaning, suffixed(SECONDS, zero))
        .alias(agroal + "_m", AGROAL, "minutes" + meaning, suffixed(MINUTES, zero));
  }

  private static Reading.Reader<Duration> suffixed(ChronoUnit unit, Duration zero) {
    return text -> PeerReaders.zeroIs(zero, Durations.read(text, unit));
  }
}
