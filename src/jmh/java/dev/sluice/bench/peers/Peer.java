package dev.sluice.bench.peers;

import com.alibaba.druid.pool.DruidDataSource;
import com.mchange.v2.c3p0.ComboPooledDataSource;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sluice.SluiceDataSource;
import dev.sluice.SluiceDataSourceBuilder;
import dev.sluice.bench.stub.StubDriver;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.dbcp2.BasicDataSource;
import org.apache.tomcat.jdbc.pool.PoolProperties;
import org.postgresql.ds.PGSimpleDataSource;
import org.stone.beecp.BeeDataSource;
import org.stone.beecp.BeeDataSourceConfig;
import org.vibur.dbcp.ViburDBCPDataSource;

/**
 * A pool that takes part. Each undoes what a borrower changed, rolls an open transaction back and
 * closes the borrower's statements, where it can; the notes say what was set for that, and what it
 * can't.
 */
public enum Peer {
  SLUICE("Sluice", "defaults; testOnBorrow=probe over PostgreSQL, none over the stub") {
    @Override
    OpenPool connect(Target target, Demand demand) {
      SluiceDataSourceBuilder builder =
          SluiceDataSource.builder()
              .name("bench")
              .minSize(demand.idle())
              .maxSize(demand.size())
              .borrowTimeout(Duration.ofSeconds(Demand.BORROW_SECONDS));
      if (target.isStub()) {
        builder.source(new StubDriver());
      } else {
        builder.url(target.url()).user(target.user()).password(target.password());
      }
      if (demand.testEachBorrow()) {
        builder.set("testOnBorrow", "query");
      }
      SluiceDataSource pool = builder.build();
      return new OpenPool(pool, pool);
    }
  },

  HIKARICP("HikariCP", "defaults; testing each borrow: com.zaxxer.hikari.aliveBypassWindowMs=-1") {
    @Override
    OpenPool connect(Target target, Demand demand) {
      // Read when the class of its pool is loaded: one kind of test a JVM.
      System.setProperty(
          "com.zaxxer.hikari.aliveBypassWindowMs", demand.testEachBorrow() ? "-1" : "500");
      HikariConfig config = new HikariConfig();
      config.setDriverClassName(target.driver());
      config.setJdbcUrl(target.url());
      config.setUsername(target.user());
      config.setPassword(target.password());
      config.setMaximumPoolSize(demand.size());
      config.setMinimumIdle(demand.idle());
      config.setConnectionTimeout(Demand.BORROW_SECONDS * 1000L);
      HikariDataSource pool = new HikariDataSource(config);
      return new OpenPool(pool, pool);
    }
  },

  AGROAL("Agroal", "defaults; testing each borrow: validateOnBorrow with its default validator") {
    @Override
    OpenPool connect(Target target, Demand demand) throws Exception {
      Class<?> driver = Class.forName(target.driver());
      AgroalDataSource pool =
          AgroalDataSource.from(
              new AgroalDataSourceConfigurationSupplier()
                  .connectionPoolConfiguration(
                      poolOf ->
                          poolOf
                              .initialSize(demand.idle())
                              .minSize(demand.idle())
                              .maxSize(demand.size())
                              .acquisitionTimeout(Duration.ofSeconds(Demand.BORROW_SECONDS))
                              .validateOnBorrow(demand.testEachBorrow())
                              .connectionValidator(ConnectionValidator.defaultValidator())
                              .connectionFactoryConfiguration(
                                  to ->
                                      to.connectionProviderClass(driver)
                                          .jdbcUrl(target.url())
                                          .principal(new NamePrincipal(target.user()))
                                          .credential(new SimplePassword(target.password())))));
      return new OpenPool(pool, pool);
    }
  },

  BEECP(
      "BeeCP",
      "defaults; for virtual threads useThreadLocal=false, as it recommends; testing each borrow:"
          + " aliveAssumeTime=0") {
    @Override
    OpenPool connect(Target target, Demand demand) {
      BeeDataSourceConfig config = new BeeDataSourceConfig();
      config.setDriverClassName(target.driver());
      config.setJdbcUrl(target.url());
      config.setUsername(target.user());
      config.setPassword(target.password());
      config.setInitialSize(demand.idle());
      config.setMaxActive(demand.size());
      config.setSemaphoreSize(demand.size());
      config.setMaxWait(Demand.BORROW_SECONDS * 1000L);
      config.setPrintRuntimeLogs(false);
      config.setUseThreadLocal(!demand.virtualThreads());
      if (demand.testEachBorrow()) {
        config.setAliveAssumeTime(0);
      }
      BeeDataSource pool = new BeeDataSource(config);
      return new OpenPool(pool, pool);
    }
  },

  TOMCAT_JDBC(
      "tomcat-jdbc",
      "jdbcInterceptors=ConnectionState;StatementFinalizer, rollbackOnReturn; testing each borrow:"
          + " testOnBorrow, validationInterval=0, select 1") {
    @Override
    OpenPool connect(Target target, Demand demand) {
      PoolProperties config = new PoolProperties();
      config.setDriverClassName(target.driver());
      config.setUrl(target.url());
      config.setUsername(target.user());
      config.setPassword(target.password());
      config.setInitialSize(demand.idle());
      config.setMinIdle(demand.idle());
      config.setMaxIdle(demand.size());
      config.setMaxActive(demand.size());
      config.setMaxWait(Demand.BORROW_SECONDS * 1000);
      config.setJdbcInterceptors("ConnectionState;StatementFinalizer");
      config.setRollbackOnReturn(true);
      config.setJmxEnabled(false);
      if (demand.testEachBorrow()) {
        config.setTestOnBorrow(true);
        config.setValidationInterval(0);
        config.setValidationQuery("select 1");
      }
      var pool = new org.apache.tomcat.jdbc.pool.DataSource(config);
      return new OpenPool(pool, pool::close);
    }
  },

  DBCP2("DBCP2", "defaults, but testOnBorrow=false; testing each borrow: testOnBorrow") {
    @Override
    OpenPool connect(Target target, Demand demand) {
      BasicDataSource pool = new BasicDataSource();
      pool.setDriverClassName(target.driver());
      pool.setUrl(target.url());
      pool.setUsername(target.user());
      pool.setPassword(target.password());
      pool.setInitialSize(demand.idle());
      pool.setMinIdle(demand.idle());
      pool.setMaxIdle(demand.size());
      pool.setMaxTotal(demand.size());
      pool.setMaxWait(Duration.ofSeconds(Demand.BORROW_SECONDS));
      pool.setTestOnBorrow(demand.testEachBorrow());
      return new OpenPool(pool, pool);
    }
  },

  VIBUR(
      "Vibur",
      "resetDefaultsAfterUse, clearSQLWarnings; testing each borrow: connectionIdleLimitInSeconds=0") {
    @Override
    OpenPool connect(Target target, Demand demand) {
      ViburDBCPDataSource pool = new ViburDBCPDataSource();
      pool.setDriverClassName(target.driver());
      pool.setJdbcUrl(target.url());
      pool.setUsername(target.user());
      pool.setPassword(target.password());
      pool.setPoolInitialSize(demand.idle());
      pool.setPoolMaxSize(demand.size());
      pool.setConnectionTimeoutInMs(Demand.BORROW_SECONDS * 1000L);
      pool.setResetDefaultsAfterUse(true);
      pool.setDefaultAutoCommit(true);
      pool.setDefaultReadOnly(false);
      pool.setClearSQLWarnings(true);
      if (demand.testEachBorrow()) {
        pool.setConnectionIdleLimitInSeconds(0);
      }
      pool.start();
      return new OpenPool(pool, pool);
    }
  },

  DRUID("Druid", "no filters, testWhileIdle=false; testing each borrow: testOnBorrow") {
    @Override
    OpenPool connect(Target target, Demand demand) throws Exception {
      DruidDataSource pool = new DruidDataSource();
      pool.setDriverClassName(target.driver());
      pool.setUrl(target.url());
      pool.setUsername(target.user());
      pool.setPassword(target.password());
      pool.setInitialSize(demand.idle());
      pool.setMinIdle(demand.idle());
      pool.setMaxActive(demand.size());
      pool.setMaxWait(Demand.BORROW_SECONDS * 1000L);
      pool.setTestWhileIdle(false);
      pool.setTestOnBorrow(demand.testEachBorrow());
      if (demand.testEachBorrow()) {
        pool.setValidationQuery("select 1");
      }
      pool.init();
      return new OpenPool(pool, pool);
    }
  },

  C3P0("c3p0", "defaults; testing each borrow: testConnectionOnCheckout with isValid") {
    @Override
    OpenPool connect(Target target, Demand demand) throws Exception {
      System.setProperty("com.mchange.v2.log.MLog", "com.mchange.v2.log.FallbackMLog");
      System.setProperty("com.mchange.v2.log.FallbackMLog.DEFAULT_CUTOFF_LEVEL", "OFF");
      ComboPooledDataSource pool = new ComboPooledDataSource();
      pool.setDriverClass(target.driver());
      pool.setJdbcUrl(target.url());
      pool.setUser(target.user());
      pool.setPassword(target.password());
      pool.setInitialPoolSize(demand.idle());
      pool.setMinPoolSize(demand.idle());
      pool.setMaxPoolSize(demand.size());
      pool.setCheckoutTimeout(Demand.BORROW_SECONDS * 1000);
      pool.setTestConnectionOnCheckout(demand.testEachBorrow());
      return new OpenPool(pool, pool);
    }
  },

  NONE("no pool", "a new connection each time, from the driver itself") {
    @Override
    OpenPool connect(Target target, Demand demand) {
      if (target.isStub()) {
        return new OpenPool(new StubDriver(), () -> {});
      }
      PGSimpleDataSource source = new PGSimpleDataSource();
      source.setUrl(target.url());
      source.setUser(target.user());
      source.setPassword(target.password());
      return new OpenPool(source, () -> {});
    }
  },

  PGBOUNCER(
      "PgBouncer",
      "pool_mode=transaction, default_pool_size=8; each thread keeps its own connection to it, with"
          + " prepareThreshold=0") {
    @Override
    OpenPool connect(Target target, Demand demand) throws Exception {
      return NONE.connect(Target.pgbouncer().with("prepareThreshold", "0"), demand);
    }
  };

  private final String title;
  private final String settings;

  Peer(String title, String settings) {
    this.title = title;
    this.settings = settings;
  }

  abstract OpenPool connect(Target target, Demand demand) throws Exception;

  /** Makes a pool, and brings about that it has opened what it is to keep. */
  public OpenPool open(Target target, Demand demand) {
    try {
      OpenPool pool = connect(target, demand);
      if (isPool()) {
        pool.fill(demand.idle());
      }
      return pool;
    } catch (Exception e) {
      throw new IllegalStateException(title + " did not start", e);
    }
  }

  /** Its name as people write it. */
  public String title() {
    return title;
  }

  /** Its version, as its jar's name says. */
  public String version() {
    return Versions.of(this);
  }

  /** What was set beyond sizes and timeouts. */
  public String settings() {
    return settings;
  }

  /** Whether it is a pool inside this JVM. */
  public boolean isPool() {
    return this != NONE && this != PGBOUNCER;
  }

  /** The value of this in a benchmark's parameter. */
  public String parameter() {
    return name();
  }

  /** The peers of a list such as "sluice,hikaricp", or all. */
  public static List<Peer> of(String list) {
    if (list.isBlank()) {
      return List.of(values());
    }
    return Arrays.stream(list.split(","))
        .map(each -> valueOf(each.trim().toUpperCase(Locale.ROOT).replace('-', '_')))
        .toList();
  }
}
