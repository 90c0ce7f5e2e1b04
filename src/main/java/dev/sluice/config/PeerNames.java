package dev.sluice.config;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What people's configuration holds that is no attribute here: accepted where leaving it out does
 * no harm, with a note on what happens instead; refused where it would change what the user gets.
 */
public final class PeerNames {
  private static final String TOMCAT = "tomcat-jdbc";
  private static final String DBCP = "DBCP";
  private static final String TOMCAT_DBCP = "tomcat-jdbc, DBCP";
  private static final String HIKARI = "HikariCP";
  private static final String AGROAL = "Agroal";
  private static final String DJANGO = "django-db-pool";

  private static final String ISVALID =
      "a round trip is made by the driver's isValid, which needs no query; testOnBorrow says when";
  private static final String BACKGROUND =
      "connections are checked in the background every keepaliveInterval";
  private static final String RETURN =
      "a dead connection is found at return without a query, and never lent";
  private static final String AT_CONNECT = "a connection that has just logged in is known to work";
  private static final String TRIM =
      "idle connections above minSize are closed once idleTimeout is over, whenever that is";
  private static final String STATEMENTS =
      "pgjdbc caches prepared statements itself; see pg.preparedStatementCacheQueries";
  private static final String CATALOG = "a connection of PostgreSQL has one catalog, its database";
  private static final String METRICS = "the pool offers its own figures, by its own means";
  private static final String TEST_TIME = "a test of a connection ends within borrowTimeout";
  private static final String FATAL =
      "PostgreSQL's fatal SQLSTATEs are built in: class 08, 57P01 to 57P05, 25P03 and their like";
  private static final String LEAK_STACK = "a leak is always logged, with the stack of its borrow";
  private static final String HANDLES =
      "a closed connection is always dead for its borrower, with all that was made from it";
  private static final String BACK_OFF = "failed connects are tried again with growing pauses";
  private static final String LAZY =
      "the pool connects at first use; a database that is down fails a borrow, not the start";
  private static final String NO_CLASS = "names a class, and no attribute loads one; remove it";
  private static final String NO_JNDI =
      "names another JNDI object, and no attribute looks one up; give url, user and password";
  private static final String XA =
      "is for XA recovery, and the pool takes no part in XA; remove it";

  private static final Predicate<String> TRUE = "true"::equalsIgnoreCase;

  private static final Map<String, PeerName> BY_NAME = table();

  private PeerNames() {}

  /** All of them. */
  public static Collection<PeerName> all() {
    return BY_NAME.values();
  }

  static Map<String, PeerName> byName() {
    return BY_NAME;
  }

  private static Map<String, PeerName> table() {
    Map<String, PeerName> t = new LinkedHashMap<>();
    sizesAndTests(t);
    leaksAndReturns(t);
    plumbing(t);
    return Collections.unmodifiableMap(t);
  }

  private static void sizesAndTests(Map<String, PeerName> t) {
    noted(t, TOMCAT_DBCP, "idle connections are closed by idleTimeout, not by number", "maxIdle");
    noted(t, TOMCAT_DBCP, ISVALID, "validationQuery");
    noted(t, HIKARI, ISVALID, "connectionTestQuery");
    noted(t, DJANGO, ISVALID, "TEST_ON_BORROW_QUERY");
    noted(t, TOMCAT_DBCP, TEST_TIME, "validationQueryTimeout");
    noted(
        t,
        HIKARI + ", " + AGROAL,
        TEST_TIME,
        "validationTimeout",
        "validationTimeout_ms",
        "validationTimeout_s",
        "validationTimeout_m");
    noted(t, TOMCAT, "testOnBorrow tests every borrow, or none", "validationInterval");
    noted(
        t,
        AGROAL,
        "testOnBorrow tests every borrow, or none",
        "idleValidation",
        "idleValidation_ms",
        "idleValidation_s",
        "idleValidation_m");
    noted(t, TOMCAT_DBCP, RETURN, "testOnReturn");
    noted(t, TOMCAT_DBCP, BACKGROUND, "testWhileIdle");
    noted(t, TOMCAT, AT_CONNECT, "testOnConnect");
    noted(t, DBCP, AT_CONNECT, "testOnCreate");
    noted(t, TOMCAT_DBCP, TRIM, "timeBetweenEvictionRunsMillis", "numTestsPerEvictionRun");
    noted(t, TOMCAT, "failures of tests are part of the borrow's exception", "logValidationErrors");
    noted(
        t, DBCP, "a connection that met a fatal error is never tested again", "fastFailValidation");
    noted(t, DBCP, FATAL, "disconnectionSqlCodes", "disconnectionIgnoreSqlCodes");
    unless(
        t,
        AGROAL,
        FATAL,
        NO_CLASS + ": PostgreSQL's fatal SQLSTATEs are built in",
        value ->
            !Set.of("empty", "default", "fatal", "postgresqlexceptionsorter")
                .contains(simple(value)),
        "exceptionSorter");
    unless(
        t,
        AGROAL,
        ISVALID,
        NO_CLASS + ": the driver's isValid makes the test",
        value -> !simple(value).matches("empty|default\\d*"),
        "connectionValidator");
    refused(t, TOMCAT, NO_CLASS + ": the driver's isValid makes the test", "validatorClassName");
    refused(
        t,
        HIKARI,
        NO_CLASS + ": PostgreSQL's fatal SQLSTATEs are built in",
        "exceptionOverrideClassName");
    unless(
        t,
        DBCP,
        TRIM,
        NO_CLASS,
        value -> !simple(value).equals("defaultevictionpolicy"),
        "evictionPolicyClassName");
    noted(t, DBCP, "the connection that was used last is lent first, as a rule", "lifo");
  }

  private static void leaksAndReturns(Map<String, PeerName> t) {
    noted(t, TOMCAT_DBCP, LEAK_STACK, "logAbandoned");
    noted(t, DBCP, LEAK_STACK, "abandonedUsageTracking");
    noted(t, AGROAL, LEAK_STACK, "enhancedLeakReport");
    noted(
        t,
        TOMCAT,
        "leakTimeout counts from the borrow, however full the pool is",
        "abandonWhenPercentageFull");
    noted(
        t, TOMCAT_DBCP, "an open transaction is always rolled back at return", "rollbackOnReturn");
    unless(
        t,
        TOMCAT,
        "an open transaction is always rolled back at return",
        "must be false: an open transaction is always rolled back at return; commit in the"
            + " application",
        TRUE,
        "commitOnReturn");
    noted(t, DBCP, "defaultAutoCommit is always restored", "enableAutoCommitOnReturn");
    unless(
        t,
        AGROAL,
        "connections are kept at return",
        "must be false: a connection that is closed at every return needs no pool; see"
            + " resetOnReturn=session",
        TRUE,
        "flushOnClose");
    noted(
        t, DBCP, "attributes of the connection are known without asking the server", "cacheState");
    noted(t, TOMCAT, HANDLES, "useDisposableConnectionFacade", "useStatementFacade");
    noted(t, AGROAL, HANDLES, "trackJdbcResources");
    noted(t, TOMCAT, "connections are equal as JDBC says", "useEquals");
    noted(
        t,
        TOMCAT_DBCP,
        "unwrap gives the driver's connection, always",
        "accessToUnderlyingConnectionAllowed");
    noted(
        t,
        TOMCAT,
        "no interceptor is loaded: attributes are reset at return, statements are closed with their"
            + " connection, and figures are the pool's own",
        "jdbcInterceptors");
    noted(t, TOMCAT_DBCP, CATALOG, "defaultCatalog");
    noted(t, HIKARI, CATALOG, "catalog");
    noted(
        t, AGROAL, "a thread may hold several connections, without a word", "multipleAcquisition");
    unless(
        t,
        AGROAL,
        "the pool takes no part in JTA transactions",
        "must be OFF or WARN: the pool takes no part in JTA transactions, and cannot require one",
        value -> value.equalsIgnoreCase("STRICT"),
        "transactionRequirement");
  }

  private static void plumbing(Map<String, PeerName> t) {
    noted(t, TOMCAT_DBCP, STATEMENTS, "poolPreparedStatements", "maxOpenPreparedStatements");
    noted(t, DBCP, STATEMENTS, "clearStatementPoolOnReturn");
    noted(t, TOMCAT, METRICS, "jmxEnabled");
    noted(t, DBCP, METRICS, "jmxName", "registerConnectionMBean");
    noted(t, HIKARI, METRICS, "registerMbeans", "metricRegistry", "healthCheckRegistry");
    noted(t, AGROAL, METRICS, "metricsEnabled");
    noted(t, DBCP, "a connection's end of life is no event to warn of", "logExpiredConnections");
    noted(t, TOMCAT, "waiters are served in the order in which they came", "fairQueue", "useLock");
    noted(
        t,
        TOMCAT,
        "an interrupted borrow ends at once and leaves the thread's interrupt status set",
        "propagateInterruptState");
    noted(t, TOMCAT, LAZY, "ignoreExceptionOnPreLoad");
    noted(t, HIKARI, LAZY, "initializationFailTimeout");
    noted(
        t, HIKARI, "the pool's own statements leave no transaction open", "isolateInternalQueries");
    noted(t, HIKARI, "a pool cannot be suspended", "allowPoolSuspension");
    noted(t, HIKARI, "the pool has few threads, of its own", "threadFactory", "scheduledExecutor");
    noted(
        t,
        AGROAL,
        BACK_OFF,
        "establishmentRetryAttempts",
        "establishmentRetryInterval",
        "establishmentRetryInterval_ms",
        "establishmentRetryInterval_s",
        "establishmentRetryInterval_m");
    noted(t, AGROAL, "there is one implementation", "implementation");
    unless(
        t,
        TOMCAT,
        "all connections log in as user",
        "must be false: all connections of a pool log in as one user; make one pool a user",
        TRUE,
        "alternateUsernameAllowed");
    refused(t, TOMCAT, NO_JNDI, "dataSource", "dataSourceJNDI");
    unless(
        t,
        DBCP,
        "pgjdbc's driver is called directly",
        NO_CLASS + ": pgjdbc's driver is called directly",
        value -> !simple(value).equals("driverconnectionfactory"),
        "connectionFactoryClassName");
    driver(t, TOMCAT_DBCP + ", " + HIKARI, "driverClassName", "org.postgresql.Driver");
    driver(t, HIKARI, "dataSourceClassName", "org.postgresql.ds.PGSimpleDataSource");
    driver(t, AGROAL, "providerClassName", "org.postgresql.Driver");
    unless(
        t,
        DJANGO,
        "the database is PostgreSQL",
        "must be one of Django's backends for PostgreSQL, such as django.db.backends.postgresql or"
            + " dbpool.db.backends.postgis: this pool speaks to PostgreSQL only",
        value ->
            !value.matches(
                "(\\w+\\.)*backends\\.(postgresql|postgresql_psycopg2|postgis|postgresql_psycopg)"),
        "ENGINE");
    noted(t, AGROAL, "the pool takes no part in XA", "poolRecovery");
    refused(t, AGROAL, XA, "recoveryPrincipal", "recoveryCredential", "xaProperties");
  }

  /** pgjdbc's classes are the only ones there could be, so naming one says nothing new. */
  private static void driver(
      Map<String, PeerName> table, String origin, String name, String example) {
    unless(
        table,
        origin,
        "pgjdbc's driver is called directly",
        "must be pgjdbc's, " + example + ", or be left out: this pool speaks to PostgreSQL only",
        value ->
            !value.equals("org.postgresql.Driver")
                && !value.matches("org\\.postgresql\\.ds\\.\\w+"),
        name);
  }

  private static void noted(
      Map<String, PeerName> table, String origin, String instead, String... names) {
    add(table, origin, instead, "", value -> false, names);
  }

  private static void refused(
      Map<String, PeerName> table, String origin, String why, String... names) {
    add(table, origin, "", why, value -> true, names);
  }

  private static void unless(
      Map<String, PeerName> table,
      String origin,
      String instead,
      String refusal,
      Predicate<String> refused,
      String name) {
    add(table, origin, instead, refusal, refused, name);
  }

  private static void add(
      Map<String, PeerName> table,
      String origin,
      String instead,
      String refusal,
      Predicate<String> refused,
      String... names) {
    for (String name : List.of(names)) {
      if (table.put(name, new PeerName(name, origin, instead, refusal, refused)) != null) {
        throw new IllegalStateException(name + " stands twice in the table");
      }
    }
  }

  private static String simple(String className) {
    return className.substring(className.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
