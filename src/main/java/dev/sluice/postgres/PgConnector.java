package dev.sluice.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * Opens physical connections through PostgreSQL's driver, on the thread that asks, within {@code
 * connectTimeout} whatever the network or the server do. Thread-safe.
 *
 * <p>The time holds because the sockets are ours and know it: neither the driver's {@code
 * loginTimeout}, which runs each connect on a thread of the driver, nor its {@code connectTimeout},
 * which a server that accepts and then says nothing outlasts, is needed for it.
 *
 * <p>The driver's class registers itself with {@code DriverManager} when it is initialised, which
 * nobody can prevent; see {@link #withdrawDriverRegistration(ClassLoader)}.
 */
public final class PgConnector {
  /** Internal error: the driver failed with something that is no SQLException. */
  private static final String UNEXPECTED = "99999";

  private static final String INVALID_AUTHORIZATION = "28000";
  private static final String INVALID_PARAMETER = "22023";

  /** How long the cancel of an initSql may take, on top of connectTimeout. */
  private static final Duration CANCEL_TIME = Duration.ofSeconds(1);

  private final ConnectSpec spec;
  private final Consumer<String> notes;
  private final Driver driver = new Driver();
  private final boolean ownSockets;
  private final Set<String> noted = ConcurrentHashMap.newKeySet();
  private final Set<Opening> underWay = ConcurrentHashMap.newKeySet();
  private volatile boolean givenUp;

  /**
   * Opens nothing yet.
   *
   * @param spec how to connect
   * @param notes takes what an administrator should know, each note once; called on the connecting
   *     thread
   */
  public PgConnector(ConnectSpec spec, Consumer<String> notes) {
    this.spec = spec;
    this.notes = notes;
    this.ownSockets = canUseOwnSockets();
  }

  /**
   * Opens one connection, sets its session up and runs initSql.
   *
   * @return a connection that nobody uses yet, in the state that {@link ConnectSpec#defaults()}
   *     asks
   * @throws ConnectFailure if that failed, at the latest when {@code connectTimeout} is over;
   *     nothing is left open then
   */
  public PgPhysicalConnection connect() throws ConnectFailure {
    Opening opening = new Opening(spec);
    underWay.add(opening);
    try {
      if (givenUp) {
        throw ConnectDiagnosis.ofInput(spec, "the pool is closing", "08001", null);
      }
      return connect(opening);
    } finally {
      opening.forget();
      opening.cutShort();
      underWay.remove(opening);
    }
  }

  /**
   * Ends the connects that are under way, and lets no new one begin: for a drain that should not
   * wait for a server that does not answer. Never blocks.
   */
  public void giveUp() {
    givenUp = true;
    underWay.forEach(Opening::cutShort);
  }

  /**
   * Takes the driver's own registration out of {@code DriverManager} when an owner goes away that
   * brought its own copy of the driver; a registration would keep the owner's classes in memory. A
   * driver that others can use, because a loader above the owner's loaded it, stays registered.
   *
   * <p>To be called when the last pool of the owner has drained. A later pool still connects: it
   * does not need the registration.
   *
   * @param owner the class loader of the application that goes away
   * @return whether a registration was withdrawn
   */
  public static boolean withdrawDriverRegistration(ClassLoader owner) {
    if (Driver.class.getClassLoader() != owner || !Driver.isRegistered()) {
      return false;
    }
    try {
      Driver.deregister();
      return true;
    } catch (SQLException | IllegalStateException e) {
      return false; // Somebody else was faster.
    }
  }

  private PgPhysicalConnection connect(Opening opening) throws ConnectFailure {
    Properties properties = properties(opening);
    Connection raw = null;
    boolean done = false;
    try {
      raw = open(properties);
      ProbeSocket socket = opening.settle();
      PgPhysicalConnection connection = setUp(raw, socket, opening);
      if (socket != null) {
        socket.noDeadline();
      } else {
        raw.setNetworkTimeout(Runnable::run, configuredSocketTimeout() * 1000);
      }
      done = true;
      return connection;
    } catch (ConnectFailure e) {
      throw e;
    } catch (SQLException e) {
      throw ConnectDiagnosis.of(spec, opening.took(), e);
    } catch (RuntimeException e) {
      throw ConnectDiagnosis.ofInput(spec, "the driver failed with " + e, UNEXPECTED, e);
    } finally {
      if (!done && raw != null) {
        discard(raw);
      }
    }
  }

  /**
   * The driver finds classes by name from its own loader and from the thread's context loader. With
   * the driver in the server and Sluice in the application only the latter leads to our factory; it
   * is ours for the length of the call.
   */
  private Connection open(Properties properties) throws SQLException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(PgConnector.class.getClassLoader());
    try {
      Connection raw = driver.connect(spec.url(), properties);
      if (raw == null) {
        throw ConnectDiagnosis.ofInput(
            spec, "the driver does not take this URL: correct url", INVALID_PARAMETER, null);
      }
      return raw;
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private PgPhysicalConnection setUp(Connection raw, @Nullable ProbeSocket socket, Opening opening)
      throws SQLException {
    BaseConnection base = raw.unwrap(BaseConnection.class);
    SessionSql sql =
        SessionSql.of(
            base.getParameterStatus("application_name"),
            spec.defaults().isolation(),
            spec.defaults().schema());
    if (!sql.defaults().isEmpty()) {
      try {
        base.execSQLUpdate(sql.defaults());
      } catch (SQLException e) {
        throw ConnectDiagnosis.ofSession(
            spec, opening.took(), "defaultSchema or defaultTransactionIsolation", e);
      }
    }
    String initSql = spec.initSql();
    if (initSql != null && !initSql.isBlank()) {
      sql = runInitSql(base, sql, initSql, opening);
    }
    raw.setReadOnly(spec.defaults().readOnly());
    raw.setAutoCommit(spec.defaults().autoCommit());
    return new PgPhysicalConnection(base, socket, opening.cancels(), sql, spec);
  }

  private SessionSql runInitSql(
      BaseConnection base, SessionSql sql, String initSql, Opening opening) throws SQLException {
    try (Statement statement = base.createStatement()) {
      // Braces in a function's body are no JDBC escapes.
      statement.setEscapeProcessing(false);
      statement.execute(initSql);
    } catch (SQLException e) {
      if (base.isClosed()) {
        // It took too long: the server would go on with it, and with the session, to its end.
        opening.cancels().limit(CANCEL_TIME);
        base.getQueryExecutor().sendQueryCancel();
      }
      throw ConnectDiagnosis.ofSession(spec, opening.took(), "initSql", e);
    }
    if (base.getTransactionState() != TransactionState.IDLE) {
      throw ConnectDiagnosis.ofInput(
          spec,
          "initSql leaves a transaction open: end it with COMMIT in initSql itself",
          "25001",
          null);
    }
    try (Statement statement = base.createStatement();
        ResultSet shown =
            statement.executeQuery(
                "SELECT pg_catalog.current_setting('search_path'),"
                    + " pg_catalog.current_setting('default_transaction_isolation')")) {
      shown.next();
      return sql.after(initSql, shown.getString(1), shown.getString(2));
    }
  }

  private Properties properties(Opening opening) throws ConnectFailure {
    Properties properties = new Properties();
    for (Map.Entry<String, String> property : spec.pgProperties().entrySet()) {
      properties.setProperty(property.getKey(), property.getValue());
    }
    PGProperty.USER.set(properties, spec.user());
    String password = password();
    if (password != null) {
      PGProperty.PASSWORD.set(properties, password);
    }
    if (spec.applicationName() != null) {
      PGProperty.APPLICATION_NAME.set(properties, spec.applicationName());
    }
    int seconds = wholeSeconds(spec.connectTimeout());
    PGProperty.CONNECT_TIMEOUT.set(properties, seconds);
    // Said, because the driver otherwise takes DriverManager's and a thread of its own.
    PGProperty.LOGIN_TIMEOUT.set(properties, 0);
    PGProperty.TCP_KEEP_ALIVE.set(properties, true);
    if (ownSockets) {
      PGProperty.SOCKET_FACTORY.set(properties, ProbeSocketFactory.class.getName());
      PGProperty.SOCKET_FACTORY_ARG.set(properties, opening.announce());
      PGProperty loaders = PGProperty.forName("classLoaderStrategy");
      if (loaders != null && Driver.class.getClassLoader() != loaderOfOurs()) {
        // With a second copy of Sluice beside the driver, the driver's loader would find that one.
        loaders.set(properties, "context-first");
      }
    } else {
      PGProperty.SOCKET_TIMEOUT.set(properties, seconds);
    }
    return properties;
  }

  private @Nullable String password() throws ConnectFailure {
    try {
      PasswordSource.Found found = spec.password().find(spec.targets().get(0));
      if (found.note() != null) {
        note(found.note());
      }
      return found.password();
    } catch (IOException e) {
      throw ConnectDiagnosis.ofInput(
          spec, String.valueOf(e.getMessage()), INVALID_AUTHORIZATION, e);
    }
  }

  /** Without our sockets there is no probe, and connectTimeout counts per read of the driver. */
  private boolean canUseOwnSockets() {
    if (spec.pgProperties().containsKey(PGProperty.SOCKET_FACTORY.getName())) {
      note(
          "pg.socketFactory is set: its sockets can't be probed, a borrow asks the server instead");
      return false;
    }
    if (System.getProperty("socksProxyHost") != null) {
      note("socksProxyHost is set: connections through the proxy can't be probed, a borrow asks");
      return false;
    }
    if (PGProperty.forName("classLoaderStrategy") == null && !driverSeesOurs()) {
      note(
          "the PostgreSQL driver was loaded by "
              + Driver.class.getClassLoader()
              + ", which does not see Sluice in "
              + loaderOfOurs()
              + ": connections can't be probed, a borrow asks the server. Put both jars in one"
              + " place, or use pgjdbc 42.7.14 or newer");
      return false;
    }
    return true;
  }

  private static boolean driverSeesOurs() {
    for (ClassLoader l = Driver.class.getClassLoader(); l != null; l = l.getParent()) {
      if (l == loaderOfOurs()) {
        return true;
      }
    }
    return false;
  }

  private static ClassLoader loaderOfOurs() {
    return PgConnector.class.getClassLoader();
  }

  private void note(String text) {
    if (noted.add(text)) {
      notes.accept(text);
    }
  }

  private int configuredSocketTimeout() {
    String seconds = spec.pgProperties().get(PGProperty.SOCKET_TIMEOUT.getName());
    return seconds == null ? 0 : Integer.parseInt(seconds);
  }

  private static int wholeSeconds(Duration time) {
    return (int) Math.min(Integer.MAX_VALUE / 1000, (time.toMillis() + 999) / 1000);
  }

  private static void discard(Connection raw) {
    try {
      raw.abort(Runnable::run);
      raw.close();
    } catch (SQLException e) {
      // It never became anybody's.
    }
  }
}
