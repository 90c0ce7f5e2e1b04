package dev.sluice.jdbc;

import java.sql.ClientInfoStatus;
import java.sql.Connection;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a session that JDBC lets an application change: changes them, knows which were
 * changed, and puts those back.
 *
 * <p>What an attribute was is read before its first change, and only then. A change is noted before
 * the driver hears of it, so that one that fails half-way is undone too. Not thread-safe: it
 * belongs to the holder of its physical connection.
 */
final class SessionAttributes {
  private static final int AUTO_COMMIT = 1;
  private static final int READ_ONLY = 1 << 1;
  private static final int ISOLATION = 1 << 2;
  private static final int SCHEMA = 1 << 3;
  private static final int CATALOG = 1 << 4;
  private static final int NETWORK_TIMEOUT = 1 << 5;
  private static final int TYPE_MAP = 1 << 6;
  private static final int CLIENT_INFO = 1 << 7;
  private static final int HOLDABILITY = 1 << 8;
  private static final int DRIVER = 1 << 9;

  /** What a driver holds in its own memory: whoever has the driver's connection may change it. */
  private static final int LOCAL =
      AUTO_COMMIT
          | READ_ONLY
          | CATALOG
          | NETWORK_TIMEOUT
          | TYPE_MAP
          | CLIENT_INFO
          | HOLDABILITY
          | DRIVER;

  private final PhysicalConnection physical;
  private final Connection raw;
  private final SessionDefaults defaults;

  /** The attributes that may differ from what a borrower is to find. */
  private int dirty;

  private @Nullable String catalog;
  private @Nullable Integer networkTimeout;
  private @Nullable Map<String, Class<?>> typeMap;
  private @Nullable Properties clientInfo;
  private @Nullable Integer holdability;

  SessionAttributes(PhysicalConnection physical) {
    this.physical = physical;
    this.raw = physical.raw();
    this.defaults = physical.defaults();
  }

  /** Whether autocommit is on: asks the driver, who knows, where it may have been changed. */
  boolean autoCommit() throws SQLException {
    return isDirty(AUTO_COMMIT) ? raw.getAutoCommit() : defaults.autoCommit();
  }

  void setAutoCommit(boolean autoCommit) throws SQLException {
    dirty |= AUTO_COMMIT;
    raw.setAutoCommit(autoCommit);
    if (autoCommit == defaults.autoCommit()) {
      dirty &= ~AUTO_COMMIT;
    }
  }

  void setReadOnly(boolean readOnly) throws SQLException {
    dirty |= READ_ONLY;
    raw.setReadOnly(readOnly);
    if (readOnly == defaults.readOnly()) {
      dirty &= ~READ_ONLY;
    }
  }

  void setTransactionIsolation(int isolation) throws SQLException {
    physical.rememberIsolation();
    dirty |= ISOLATION;
    raw.setTransactionIsolation(isolation);
    if (Objects.equals(isolation, defaults.isolation())) {
      dirty &= ~ISOLATION;
    }
  }

  void setSchema(String schema) throws SQLException {
    physical.rememberSchema();
    dirty |= SCHEMA;
    raw.setSchema(schema);
  }

  void setCatalog(String newCatalog) throws SQLException {
    remember(CATALOG);
    dirty |= CATALOG;
    raw.setCatalog(newCatalog);
  }

  void setNetworkTimeout(Executor executor, int milliseconds) throws SQLException {
    remember(NETWORK_TIMEOUT);
    dirty |= NETWORK_TIMEOUT;
    raw.setNetworkTimeout(executor, milliseconds);
  }

  /** The driver's own map, which the application may change: so it counts as changed. */
  @Nullable Map<String, Class<?>> getTypeMap() throws SQLException {
    remember(TYPE_MAP);
    dirty |= TYPE_MAP;
    return raw.getTypeMap();
  }

  void setTypeMap(Map<String, Class<?>> newTypeMap) throws SQLException {
    remember(TYPE_MAP);
    dirty |= TYPE_MAP;
    raw.setTypeMap(newTypeMap);
  }

  void setHoldability(int newHoldability) throws SQLException {
    remember(HOLDABILITY);
    dirty |= HOLDABILITY;
    raw.setHoldability(newHoldability);
  }

  void setClientInfo(String name, @Nullable String value) throws SQLException {
    remember(CLIENT_INFO);
    dirty |= CLIENT_INFO;
    raw.setClientInfo(name, value);
  }

  void setClientInfo(Properties properties) throws SQLException {
    remember(CLIENT_INFO);
    dirty |= CLIENT_INFO;
    raw.setClientInfo(properties);
  }

  /** The kind of exception that JDBC asks of the two methods that set client info. */
  static SQLClientInfoException clientInfoFailed(SQLException failure, Set<String> names) {
    if (failure instanceof SQLClientInfoException told) {
      return told;
    }
    Map<String, ClientInfoStatus> unset = new HashMap<>();
    names.forEach(name -> unset.put(name, ClientInfoStatus.REASON_UNKNOWN));
    return new SQLClientInfoException(
        failure.getMessage(), failure.getSQLState(), failure.getErrorCode(), unset, failure);
  }

  /** The application is given the driver's own connection: anything may change from now on. */
  void expose() throws SQLException {
    physical.rememberExposed();
    for (int attribute = Integer.highestOneBit(LOCAL); attribute != 0; attribute >>= 1) {
      remember(attribute);
    }
    dirty |= LOCAL;
  }

  /** Whether anything may differ from what a borrower is to find. */
  boolean isDirty() {
    return dirty != 0;
  }

  /** Whether the application was given the driver's own connection during this loan. */
  boolean isExposed() {
    return isDirty(DRIVER);
  }

  private boolean isDirty(int attribute) {
    return (dirty & attribute) != 0;
  }

  /** Reads what an attribute is, unless that was done before. */
  private void remember(int attribute) throws SQLException {
    try {
      if (attribute == CATALOG && catalog == null) {
        catalog = raw.getCatalog();
      } else if (attribute == NETWORK_TIMEOUT && networkTimeout == null) {
        networkTimeout = raw.getNetworkTimeout();
      } else if (attribute == TYPE_MAP && typeMap == null) {
        typeMap = copy(raw.getTypeMap());
      } else if (attribute == CLIENT_INFO && clientInfo == null) {
        clientInfo = copy(raw.getClientInfo());
      } else if (attribute == HOLDABILITY && holdability == null) {
        holdability = raw.getHoldability();
      }
    } catch (SQLFeatureNotSupportedException e) {
      // What a driver doesn't have can't be changed either: there will be nothing to put back.
    }
  }

  /**
   * Puts back what was changed. The transaction is over.
   *
   * @throws SQLException if the driver or the server refuses; the connection is then of no use
   */
  void undo() throws SQLException {
    if (dirty == 0) {
      return;
    }
    boolean autoCommit = autoCommit();
    if (!autoCommit && (dirty & ~AUTO_COMMIT) != 0) {
      // With autocommit off, what follows would open a transaction.
      raw.setAutoCommit(true);
      autoCommit = true;
    }
    if (isDirty(ISOLATION)) {
      physical.restoreIsolation();
    }
    if (isDirty(SCHEMA)) {
      physical.restoreSchema();
    }
    if (isDirty(READ_ONLY) && raw.isReadOnly() != defaults.readOnly()) {
      raw.setReadOnly(defaults.readOnly());
    }
    undoLocal();
    if (autoCommit != defaults.autoCommit()) {
      raw.setAutoCommit(defaults.autoCommit());
    }
    dirty = 0;
  }

  private void undoLocal() throws SQLException {
    if (isDirty(CATALOG) && catalog != null && !catalog.equals(raw.getCatalog())) {
      raw.setCatalog(catalog);
    }
    if (isDirty(NETWORK_TIMEOUT)
        && networkTimeout != null
        && networkTimeout != raw.getNetworkTimeout()) {
      raw.setNetworkTimeout(Runnable::run, networkTimeout);
    }
    if (isDirty(TYPE_MAP) && typeMap != null && !typeMap.equals(raw.getTypeMap())) {
      raw.setTypeMap(copy(typeMap));
    }
    if (isDirty(CLIENT_INFO) && clientInfo != null && !clientInfo.equals(raw.getClientInfo())) {
      raw.setClientInfo(copy(clientInfo));
    }
    if (isDirty(HOLDABILITY) && holdability != null && holdability != raw.getHoldability()) {
      raw.setHoldability(holdability);
    }
    if (isDirty(DRIVER)) {
      physical.restoreExposed();
    }
  }

  private static Map<String, Class<?>> copy(@Nullable Map<String, Class<?>> types) {
    return types == null ? new HashMap<>() : new HashMap<>(types);
  }

  private static Properties copy(@Nullable Properties properties) {
    Properties copy = new Properties();
    if (properties != null) {
      copy.putAll(properties);
    }
    return copy;
  }
}
