package dev.sluice.config;

import static dev.sluice.config.Parsing.PLAIN;
import static dev.sluice.config.Parsing.attributes;
import static dev.sluice.config.Parsing.failure;
import static dev.sluice.config.Parsing.problems;
import static dev.sluice.config.Parsing.settings;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PeerNamesTest {
  private static final String TOMCAT =
      "defaultAutoCommit defaultReadOnly defaultTransactionIsolation defaultCatalog driverClassName"
          + " password url username maxActive maxIdle minIdle initialSize maxWait maxAge"
          + " testOnBorrow testOnReturn testWhileIdle testOnConnect validationQuery"
          + " validationQueryTimeout validatorClassName numTestsPerEvictionRun"
          + " timeBetweenEvictionRunsMillis minEvictableIdleTimeMillis"
          + " accessToUnderlyingConnectionAllowed removeAbandoned removeAbandonedTimeout"
          + " logAbandoned abandonWhenPercentageFull poolPreparedStatements"
          + " maxOpenPreparedStatements connectionProperties initSQL jdbcInterceptors"
          + " validationInterval jmxEnabled fairQueue useEquals useLock dataSource dataSourceJNDI"
          + " suspectTimeout alternateUsernameAllowed commitOnReturn rollbackOnReturn"
          + " useDisposableConnectionFacade logValidationErrors propagateInterruptState"
          + " ignoreExceptionOnPreLoad useStatementFacade";
  private static final String DBCP =
      "defaultAutoCommit defaultReadOnly defaultTransactionIsolation defaultCatalog defaultSchema"
          + " cacheState driverClassName lifo maxTotal maxIdle minIdle initialSize maxWaitMillis"
          + " testOnCreate testOnBorrow testOnReturn timeBetweenEvictionRunsMillis"
          + " numTestsPerEvictionRun minEvictableIdleTimeMillis softMinEvictableIdleTimeMillis"
          + " evictionPolicyClassName testWhileIdle password url username validationQuery"
          + " validationQueryTimeout jmxName registerConnectionMBean connectionFactoryClassName"
          + " connectionInitSqls accessToUnderlyingConnectionAllowed removeAbandonedOnBorrow"
          + " removeAbandonedOnMaintenance removeAbandonedTimeout logAbandoned"
          + " abandonedUsageTracking poolPreparedStatements clearStatementPoolOnReturn"
          + " maxOpenPreparedStatements connectionProperties maxConnLifetimeMillis"
          + " logExpiredConnections rollbackOnReturn enableAutoCommitOnReturn defaultQueryTimeout"
          + " fastFailValidation disconnectionSqlCodes disconnectionIgnoreSqlCodes maxActive"
          + " maxWait removeAbandoned";
  private static final String HIKARI =
      "jdbcUrl username password driverClassName dataSourceClassName dataSourceJNDI"
          + " dataSource.serverName dataSource.portNumber dataSource.databaseName dataSource.user"
          + " dataSource.password dataSource.ssl dataSource.sslMode dataSource.prepareThreshold"
          + " catalog schema connectionTimeout idleTimeout maxLifetime keepaliveTime"
          + " leakDetectionThreshold validationTimeout maximumPoolSize minimumIdle"
          + " connectionTestQuery connectionInitSql autoCommit readOnly transactionIsolation"
          + " poolName initializationFailTimeout isolateInternalQueries allowPoolSuspension"
          + " registerMbeans exceptionOverrideClassName threadFactory scheduledExecutor"
          + " metricRegistry healthCheckRegistry";
  private static final String AGROAL =
      "jdbcUrl principal credential providerClassName minSize maxSize initialSize"
          + " acquisitionTimeout validateOnBorrow idleValidation validationTimeout leakTimeout"
          + " reapTimeout maxLifetime loginTimeout networkTimeout initialSQL autoCommit readOnly"
          + " jdbcTransactionIsolation jdbcProperties establishmentRetryAttempts"
          + " establishmentRetryInterval flushOnClose connectionValidator exceptionSorter"
          + " enhancedLeakReport multipleAcquisition transactionRequirement trackJdbcResources"
          + " metricsEnabled acquisitionTimeout_ms acquisitionTimeout_s acquisitionTimeout_m"
          + " leakTimeout_s reapTimeout_m maxLifetime_ms validationTimeout_s idleValidation_m";
  private static final String DJANGO =
      "MAX_CONNS MIN_CONNS TEST_ON_BORROW TEST_ON_BORROW_QUERY ENGINE NAME USER PASSWORD HOST PORT";

  static Stream<String> theNamesOfThePeers() {
    return Stream.of(TOMCAT, DBCP, HIKARI, AGROAL, DJANGO)
        .flatMap(names -> Arrays.stream(names.split(" ")))
        .distinct();
  }

  @ParameterizedTest
  @MethodSource("theNamesOfThePeers")
  void noNameOfAPeerIsUnknown(String name) {
    try {
      Settings s = Settings.parse("p", attributes(name, "1", "user", "u"), PLAIN);
      assertThat(s).isNotNull();
    } catch (InvalidSettingsException e) {
      assertThat(e)
          .hasMessageNotContaining("is no attribute")
          .hasMessageNotContaining("no property of pgjdbc");
    }
  }

  @Test
  void noNameHasTwoMeanings() {
    assertThat(PeerNames.byName().keySet())
        .doesNotContainAnyElementsOf(AttributeTable.names().keySet())
        .doesNotContainAnyElementsOf(DriverProperties.LISTS.keySet())
        .doesNotContainAnyElementsOf(DriverProperties.NETWORK_TIMEOUTS.keySet());
  }

  @Test
  void aResourceOfTomcatJdbcWorksAsItIs() {
    Settings s =
        settings(
            "driverClassName", "org.postgresql.Driver",
            "url", "jdbc:postgresql://db:5433/shop?tcpKeepAlive=true&loginTimeout=5",
            "username", "shop",
            "password", "s3cret",
            "maxActive", "20",
            "maxIdle", "20",
            "minIdle", "5",
            "initialSize", "10",
            "maxWait", "10000",
            "testOnBorrow", "true",
            "validationQuery", "SELECT 1",
            "validationInterval", "30000",
            "timeBetweenEvictionRunsMillis", "5000",
            "minEvictableIdleTimeMillis", "60000",
            "removeAbandoned", "true",
            "removeAbandonedTimeout", "60",
            "suspectTimeout", "30",
            "logAbandoned", "true",
            "connectionProperties", "ApplicationName=shop;prepareThreshold=3;",
            "jdbcInterceptors", "ConnectionState;StatementFinalizer");

    assertThat(s.maxSize()).isEqualTo(20);
    assertThat(s.minSize()).isEqualTo(5);
    assertThat(s.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(s.borrowTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(s.testOnBorrow()).isEqualTo(BorrowTest.QUERY);
    assertThat(s.idleTimeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(s.leakAction()).isEqualTo(LeakAction.RECLAIM);
    assertThat(s.leakTimeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(s.applicationName()).isEqualTo("shop");
    assertThat(s.pgProperties()).containsExactly(java.util.Map.entry("prepareThreshold", "3"));
    assertThat(s.notes())
        .anyMatch(n -> n.startsWith("jdbcInterceptors: is not used; no interceptor"))
        .anyMatch(n -> n.startsWith("initialSize: is not used, since minIdle says it"))
        .anyMatch(n -> n.startsWith("tcpKeepAlive in url:"))
        .noneMatch(n -> n.contains("s3cret"));
  }

  @Test
  void aDatabaseOfDjangoWorksAsItIs() {
    Settings s =
        settings(
            "ENGINE", "dbpool.db.backends.postgresql_psycopg2",
            "NAME", "shop",
            "USER", "shop",
            "PASSWORD", "s3cret",
            "HOST", "",
            "PORT", "",
            "MAX_CONNS", "8",
            "MIN_CONNS", "2",
            "TEST_ON_BORROW", "True",
            "TEST_ON_BORROW_QUERY", "SELECT 1");

    assertThat(s.url()).isEqualTo("jdbc:postgresql://localhost:5432/shop");
    assertThat(s.name()).isNull();
    assertThat(s.maxSize()).isEqualTo(8);
    assertThat(s.minSize()).isEqualTo(2);
    assertThat(s.testOnBorrow()).isEqualTo(BorrowTest.QUERY);
    assertThat(settings("TEST_ON_BORROW", "False").testOnBorrow()).isEqualTo(BorrowTest.NONE);
  }

  @Test
  void aResourceOfHikariCpWorksAsItIs() {
    Settings s =
        settings(
            "dataSourceClassName", "org.postgresql.ds.PGSimpleDataSource",
            "dataSource.serverName", "db",
            "dataSource.portNumber", "5433",
            "dataSource.databaseName", "shop",
            "dataSource.sslMode", "verify-full",
            "dataSource.user", "u",
            "maximumPoolSize", "12",
            "keepaliveTime", "0",
            "idleTimeout", "0",
            "poolName", "shop",
            "transactionIsolation", "TRANSACTION_READ_COMMITTED");

    assertThat(s.url()).isEqualTo("jdbc:postgresql://db:5433/shop");
    assertThat(s.pgProperties()).containsEntry("sslmode", "verify-full");
    assertThat(s.keepaliveInterval()).isZero();
    assertThat(s.idleTimeout()).isZero();
    assertThat(s.name()).isEqualTo("shop");
  }

  @Test
  void removeAbandonedTimeoutAloneDoesNothingAsEver() {
    assertThat(settings("removeAbandonedTimeout", "60").leakTimeout()).isZero();
    assertThat(settings("removeAbandonedTimeout", "60").notes()).hasSize(1);
    assertThat(settings("removeAbandoned", "true").leakTimeout()).hasMinutes(5);
    assertThat(settings("suspectTimeout", "60").leakAction()).isEqualTo(LeakAction.LOG);
    assertThat(settings("removeAbandonedOnBorrow", "true", "removeAbandonedOnMaintenance", "false"))
        .extracting(Settings::leakAction)
        .isEqualTo(LeakAction.RECLAIM);
    assertThat(problems("removeAbandoned", "true", "removeAbandonedTimeout", "0")).hasSize(1);
  }

  @Test
  void whatIsAcceptedSaysInOneLineWhatHappensInstead() {
    for (PeerName peer : PeerNames.all()) {
      if (!peer.refused().test("false")) {
        assertThat(settings(peer.name(), "false").notes())
            .singleElement()
            .isEqualTo(peer.name() + ": is not used; " + peer.instead());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "driverClassName,com.mysql.cj.jdbc.Driver",
    "dataSourceClassName,org.postgresql.xa.PGXADataSource",
    "dataSourceJNDI,java:comp/env/x",
    "ENGINE,django.db.backends.sqlite3",
    "validatorClassName,com.example.V",
    "evictionPolicyClassName,com.example.E",
    "exceptionSorter,com.example.E",
    "commitOnReturn,true",
    "alternateUsernameAllowed,true",
    "flushOnClose,true",
    "transactionRequirement,STRICT"
  })
  void whatWouldChangeWhatTheUserGetsIsRefused(String name, String value) {
    assertThat(problems(name, value)).singleElement().matches(p -> value.equals(p.given()));
  }

  @Test
  void otherTimeoutsBecomeTheDriversInSeconds() {
    assertThat(settings("networkTimeout", "PT1.5S").pgProperties())
        .containsEntry("socketTimeout", "2");
    assertThat(settings("defaultQueryTimeout", "30").pgProperties())
        .containsEntry("queryTimeout", "30");
    assertThat(failure("networkTimeout", "5")).hasMessageContaining("without a unit");
  }
}
