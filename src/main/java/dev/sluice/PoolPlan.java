package dev.sluice;

import dev.sluice.config.BorrowTest;
import dev.sluice.config.Isolation;
import dev.sluice.config.LeakAction;
import dev.sluice.config.ReturnReset;
import dev.sluice.config.Secret;
import dev.sluice.config.Settings;
import dev.sluice.config.Spin;
import dev.sluice.core.Limits;
import dev.sluice.core.Pool;
import dev.sluice.core.Ticker;
import dev.sluice.jdbc.CleanUpListener;
import dev.sluice.jdbc.PhysicalConnection;
import dev.sluice.jdbc.PlainPhysicalConnection;
import dev.sluice.jdbc.SessionDefaults;
import dev.sluice.lifecycle.PoolThreads;
import dev.sluice.lifecycle.Preload;
import dev.sluice.observe.Loggers;
import dev.sluice.observe.PoolLog;
import dev.sluice.postgres.ConnectSpec;
import dev.sluice.postgres.PasswordSource;
import dev.sluice.postgres.PgConnector;
import dev.sluice.postgres.TcpKeepAlive;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The one place where the layers are wired: settings, and where connections come from, make a pool.
 *
 * @param name the pool's name
 * @param settings what the administrator wrote
 * @param source where physical connections come from in place of pgjdbc, or null
 * @param shared whether applications that come and go use the pool
 * @param closedByServer whether the server closes the pool when its application has stopped
 */
record PoolPlan(
    String name,
    Settings settings,
    @Nullable DataSource source,
    boolean shared,
    boolean closedByServer) {
  private static final Logger LOG = Loggers.of(PoolLog.NAME);

  /** How long each call may take that the pool makes for itself. */
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);

  /**
   * Makes a pool. It opens nothing and starts no thread until the first borrow.
   *
   * @param unused called, on a thread of its own, when nobody is left who could use the pool
   */
  PoolRun start(Runnable unused) {
    Preload.classes();
    PoolLog<PhysicalConnection> log = new PoolLog<>(name);
    PgConnector connector = source == null ? postgres() : null;
    PoolThreads threads = PoolThreads.named("sluice-" + name);
    Caretaker caretaker = new Caretaker(threads, unused);
    ConnectionPolicy policy =
        connector == null
            ? policy(this::plain, () -> {}, threads, log, caretaker)
            : policy(connector::connect, connector::giveUp, threads, log, caretaker);
    Pool<PhysicalConnection> pool = new Pool<>(limits(), policy, log, Ticker.system(), threads);
    PoolRun run =
        new PoolRun(
            new PoolRun.Parts(
                name,
                pool,
                log,
                new BorrowFailures(name, database(), settings.borrowTimeout()),
                settings.borrowTimeout(),
                settings.drainTimeout(),
                !settings.leakTimeout().isZero(),
                shared));
    caretaker.watch(run);
    return run;
  }

  private String database() {
    return source == null ? settings.url() : "the given source";
  }

  private Limits limits() {
    return new Limits(
        settings.minSize(),
        settings.maxSize(),
        settings.maxConnecting(),
        settings.maxWaiters(),
        settings.idleTimeout(),
        settings.maxLifetime(),
        settings.keepaliveInterval(),
        CALL_TIMEOUT,
        settings.leakTimeout(),
        settings.leakAction() == LeakAction.RECLAIM);
  }

  private ConnectionPolicy policy(
      ConnectionPolicy.Opener opener,
      Runnable stopOpening,
      PoolThreads threads,
      PoolLog<PhysicalConnection> log,
      Caretaker caretaker) {
    // A look at the socket is PostgreSQL's own; a source of the program's has none.
    BorrowTest test =
        source != null && settings.testOnBorrow() == BorrowTest.PROBE
            ? BorrowTest.NONE
            : settings.testOnBorrow();
    boolean reset = settings.resetOnReturn() == ReturnReset.SESSION;
    return new ConnectionPolicy(
        opener, stopOpening, test, reset, CALL_TIMEOUT, threads, told(log), caretaker);
  }

  private static CleanUpListener told(PoolLog<PhysicalConnection> log) {
    return new CleanUpListener() {
      @Override
      public void rolledBack(PhysicalConnection connection) {
        log.rolledBack(connection);
      }

      @Override
      public void statementsLeftOpen(PhysicalConnection connection, int count) {
        log.statementsLeftOpen(connection, count);
      }
    };
  }

  private PgConnector postgres() {
    return new PgConnector(spec(), note -> LOG.log(Level.WARNING, () -> name + ": " + note));
  }

  private ConnectSpec spec() {
    String user =
        Objects.requireNonNullElseGet(settings.user(), () -> System.getProperty("user.name", ""));
    String application = Objects.requireNonNullElse(settings.applicationName(), name);
    return new ConnectSpec(
        settings.shownUrl(),
        settings.url(),
        user,
        password(),
        settings.connectTimeout(),
        CALL_TIMEOUT,
        application,
        settings.pgProperties(),
        settings.initSql(),
        defaults(),
        TcpKeepAlive.DEFAULT,
        settings.spin() == Spin.AUTO);
  }

  private PasswordSource password() {
    String file = settings.passwordFile();
    if (file != null) {
      return PasswordSource.ofFile(Path.of(file));
    }
    Secret password = settings.password();
    return password == null ? PasswordSource.NONE : PasswordSource.of(password.reveal());
  }

  private SessionDefaults defaults() {
    Isolation isolation = settings.defaultTransactionIsolation();
    return new SessionDefaults(
        settings.defaultAutoCommit(),
        settings.defaultReadOnly(),
        isolation == null ? null : isolation.level(),
        settings.defaultSchema());
  }

  private PhysicalConnection plain() throws SQLException {
    Connection raw = Objects.requireNonNull(source).getConnection();
    if (raw == null) {
      throw new SQLException("the given source returned null in place of a connection", "08001");
    }
    PhysicalConnection connection = new PlainPhysicalConnection(raw, defaults());
    try {
      connection.prepare();
      String initSql = settings.initSql();
      if (initSql != null) {
        try (Statement statement = raw.createStatement()) {
          statement.execute(initSql);
        }
      }
      return connection;
    } catch (SQLException | RuntimeException | Error e) {
      connection.abort();
      throw e;
    }
  }
}
