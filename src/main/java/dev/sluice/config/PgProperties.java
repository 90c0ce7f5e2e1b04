package dev.sluice.config;

import dev.sluice.config.PgProperty.Allowed;
import dev.sluice.config.PgProperty.Owned;
import dev.sluice.config.PgProperty.Refused;
import dev.sluice.config.PgProperty.SetByPool;
import dev.sluice.config.PgProperty.Use;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connection properties of pgjdbc 42.7.14, each one allowed, owned by an attribute or refused.
 *
 * <p>A configuration may come out of a JNDI reference, which is not to be trusted: no property
 * passes that makes pgjdbc load a class, run a login module or write a file.
 */
public final class PgProperties {
  /** The JVM's system property that names, with commas, refused properties that are to pass. */
  public static final String ALLOWED = "dev.sluice.allowedPgProperties";

  private static final String CLASS = "names a class to be loaded";
  private static final String ARGUMENT = "is an argument for a class to be loaded";
  private static final String ADDRESS = "host, port and database (or url)";

  private static final Map<String, PgProperty> BY_NAME = table();

  private PgProperties() {}

  /** All of them, in alphabetical order. */
  public static Collection<PgProperty> all() {
    return BY_NAME.values();
  }

  static Collection<String> names() {
    return BY_NAME.keySet();
  }

  static @Nullable PgProperty named(String name) {
    return BY_NAME.get(name);
  }

  /** As a setter of PGSimpleDataSource is named: {@code sslMode} for {@code sslmode}. */
  static @Nullable PgProperty ofBean(String setter) {
    String lower = setter.toLowerCase(Locale.ROOT);
    String name =
        switch (lower) {
          case "servername" -> "PGHOST";
          case "portnumber" -> "PGPORT";
          case "databasename" -> "PGDBNAME";
          case "recvbuffersize" -> "receiveBufferSize";
          case "pemkeyalgo" -> "pemKeyAlgorithm";
          default -> setter;
        };
    for (PgProperty property : BY_NAME.values()) {
      if (property.name().equalsIgnoreCase(name)) {
        return property;
      }
    }
    return null;
  }

  private static Map<String, PgProperty> table() {
    Map<String, Use> t = new LinkedHashMap<>();
    flags(
        t,
        "adaptiveFetch allowEncodingChanges binaryTransfer cleanupSavepoints"
            + " convertBooleanToNumeric disableColumnSanitiser flushCacheOnDdl"
            + " groupStartupParameters gssUseDefaultCreds hideUnprivilegedObjects jaasLogin"
            + " loadBalanceHosts logServerErrorDetail logUnclosedConnections"
            + " quoteReturningIdentifiers reWriteBatchedInserts ssl tcpNoDelay useSpnego");
    numbers(
        t,
        "adaptiveFetchMaximum adaptiveFetchMinimum cancelSignalTimeout"
            + " databaseMetadataCacheFields databaseMetadataCacheFieldsMiB defaultRowFetchSize"
            + " gssResponseTimeout hostRecheckSeconds maxSendBufferSize"
            + " preparedStatementCacheQueries preparedStatementCacheSizeMiB prepareThreshold"
            + " queryTimeout receiveBufferSize reWriteBatchedInsertsSize scramMaxIterations"
            + " sendBufferSize socketTimeout sslResponseTimeout unknownLength");
    texts(
        t,
        "assumeMinServerVersion binaryTransferDisable binaryTransferEnable currentSchema"
            + " kerberosServerName localSocketAddress maxResultBuffer options pemKeyAlgorithm"
            + " requireAuth sspiServiceClass sslcert sslkey sslrootcert");
    words(t, "autosave", "always never conservative");
    words(t, "channelBinding", "disable prefer require");
    words(t, "escapeSyntaxCallMode", "select callIfNoReturn call");
    words(t, "gssEncMode", "disable allow prefer require");
    words(t, "gsslib", "auto sspi gssapi");
    words(t, "preferQueryMode", "extended extendedForPrepared extendedCacheEverything simple");
    words(t, "protocolVersion", "3");
    words(t, "readOnlyMode", "ignore transaction always");
    words(t, "sslmode", "disable allow prefer require verify-ca verify-full");
    words(t, "sslNegotiation", "postgres direct");
    words(t, "stringtype", "unspecified varchar");
    words(
        t,
        "targetServerType",
        "any primary master slave secondary preferSlave preferSecondary preferPrimary");
    t.put("sslpassword", new Allowed(PgValues.TEXT, true));

    t.put("user", new Owned<>(ConnectionAttributes.USER, ConnectionAttributes.USER.kind()));
    t.put(
        "password",
        new Owned<>(ConnectionAttributes.PASSWORD, ConnectionAttributes.PASSWORD.kind()));
    t.put("PGHOST", new Owned<>(ConnectionAttributes.HOST, ConnectionAttributes.HOST.kind()));
    t.put("PGPORT", new Owned<>(ConnectionAttributes.PORT, ConnectionAttributes.PORT.kind()));
    t.put(
        "PGDBNAME",
        new Owned<>(ConnectionAttributes.DATABASE, ConnectionAttributes.DATABASE.kind()));
    t.put(
        "ApplicationName",
        new Owned<>(
            ConnectionAttributes.APPLICATION_NAME, ConnectionAttributes.APPLICATION_NAME.kind()));
    t.put(
        "connectTimeout",
        new Owned<>(
            ConnectionAttributes.CONNECT_TIMEOUT,
            text -> PeerReaders.connect(Durations.read(text, ChronoUnit.SECONDS))));
    t.put(
        "loginTimeout",
        new Owned<>(
            ConnectionAttributes.CONNECT_TIMEOUT,
            text -> PeerReaders.connect(Durations.read(text, ChronoUnit.SECONDS)).asWeak()));
    t.put(
        "readOnly",
        new Owned<>(
            SessionAttributes.DEFAULT_READ_ONLY, SessionAttributes.DEFAULT_READ_ONLY.kind()));
    t.put(
        "tcpKeepAlive",
        new SetByPool("the pool turns TCP keepalive on by itself, with short intervals"));

    t.put("authenticationPluginClassName", new Refused(CLASS + "; use password or passwordFile"));
    t.put("classLoaderStrategy", new Refused("says where classes are loaded from"));
    t.put("connectExecutor", new Refused(CLASS));
    t.put("connectExecutorArg", new Refused(ARGUMENT));
    t.put("jaasApplicationName", new Refused("names a JAAS configuration, which loads classes"));
    t.put("loggerFile", new Refused("names a file to be written; configure java.util.logging"));
    t.put("loggerLevel", new Refused("does nothing any more; configure java.util.logging"));
    t.put("replication", new Refused("makes a replication session, which cannot be pooled"));
    t.put("service", new Refused("names an entry of a file; use " + ADDRESS));
    t.put("socketFactory", new Refused(CLASS + "; the pool has its own, for the probe"));
    t.put("socketFactoryArg", new Refused(ARGUMENT + "; the pool has its own, for the probe"));
    t.put("sslfactory", new Refused(CLASS + "; use sslmode, sslrootcert, sslcert, sslkey"));
    t.put("sslfactoryarg", new Refused(ARGUMENT));
    t.put("sslhostnameverifier", new Refused(CLASS + "; use sslmode=verify-full"));
    t.put("sslpasswordcallback", new Refused(CLASS + "; use sslpassword"));
    t.put("xmlFactoryFactory", new Refused(CLASS));
    Map<String, PgProperty> sorted = new LinkedHashMap<>();
    t.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(String.CASE_INSENSITIVE_ORDER))
        .forEach(e -> sorted.put(e.getKey(), new PgProperty(e.getKey(), e.getValue())));
    return Collections.unmodifiableMap(sorted);
  }

  private static void flags(Map<String, Use> table, String names) {
    each(names, table, PgValues.FLAG);
  }

  private static void numbers(Map<String, Use> table, String names) {
    each(names, table, PgValues.NUMBER);
  }

  private static void texts(Map<String, Use> table, String names) {
    each(names, table, PgValues.TEXT);
  }

  private static void words(Map<String, Use> table, String name, String words) {
    table.put(name, new Allowed(PgValues.words(words), false));
  }

  private static void each(String names, Map<String, Use> table, Kind<String> kind) {
    for (String name : names.split(" ", -1)) {
      table.put(name, new Allowed(kind, false));
    }
  }
}
