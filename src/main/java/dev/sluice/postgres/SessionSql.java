package dev.sluice.postgres;

import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/**
 * The SQL by which a session is set up, and put back to how it was. What initSql left in the search
 * path and the isolation is part of how it was.
 *
 * @param applicationName the name that the session began with, or null where none was reported
 * @param defaults SQL that sets the configured isolation and schema, or the empty string
 * @param initSql the configured SQL, or the empty string
 * @param searchPath a value for {@code SET search_path TO}
 * @param isolation a value for {@code SET default_transaction_isolation TO}
 */
record SessionSql(
    @Nullable String applicationName,
    String defaults,
    String initSql,
    String searchPath,
    String isolation) {
  /**
   * What DISCARD ALL does, but for prepared plans (PostgreSQL documentation, "DISCARD"). Names are
   * qualified because an application may have put functions of its own before the system's.
   */
  private static final String DISCARD =
      "CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ROLE; RESET ALL; UNLISTEN *; "
          + "SELECT pg_catalog.pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES";

  /** Names, quoted, of the statements that PREPARE made; the driver makes its own otherwise. */
  static final String PREPARED_IN_SQL =
      "SELECT pg_catalog.quote_ident(name) FROM pg_catalog.pg_prepared_statements WHERE from_sql";

  private static final String DEFAULT = "DEFAULT";

  /** Of a session that has no initSql. */
  static SessionSql of(
      @Nullable String applicationName, @Nullable Integer isolation, @Nullable String schema) {
    String path = schema == null ? DEFAULT : identifier(schema);
    String level = isolation == null ? DEFAULT : literal(level(isolation));
    StringBuilder defaults = new StringBuilder();
    if (schema != null) {
      defaults.append("SET SESSION search_path TO ").append(path);
    }
    if (isolation != null) {
      defaults
          .append(defaults.isEmpty() ? "" : "; ")
          .append("SET SESSION default_transaction_isolation TO ")
          .append(level);
    }
    return new SessionSql(applicationName, defaults.toString(), "", path, level);
  }

  /** The same session after its initSql, with what the server then shows. */
  SessionSql after(String initSqlRun, String shownSearchPath, String shownIsolation) {
    // Shown empty, the path has no schema; that takes an empty name to say.
    String path = shownSearchPath.isBlank() ? "''" : shownSearchPath;
    return new SessionSql(applicationName, defaults, initSqlRun, path, literal(shownIsolation));
  }

  /** {@code SET}, not {@code RESET}: the driver must see that names may now mean other things. */
  String restoreSchema() {
    return "SET SESSION search_path TO " + searchPath;
  }

  String restoreIsolation() {
    return "SET SESSION default_transaction_isolation TO " + isolation;
  }

  /** Everything in one round trip: discard, then set again what RESET ALL undid of ours. */
  String reset() {
    StringBuilder sql = new StringBuilder(DISCARD);
    if (applicationName != null) {
      sql.append("; SET application_name TO ").append(literal(applicationName));
    }
    append(sql, defaults);
    append(sql, initSql);
    return sql.toString();
  }

  private static void append(StringBuilder sql, String more) {
    if (!more.isBlank()) {
      sql.append("; ").append(more);
    }
  }

  private static String level(int isolation) {
    return switch (isolation) {
      case Connection.TRANSACTION_READ_UNCOMMITTED -> "read uncommitted";
      case Connection.TRANSACTION_READ_COMMITTED -> "read committed";
      case Connection.TRANSACTION_REPEATABLE_READ -> "repeatable read";
      case Connection.TRANSACTION_SERIALIZABLE -> "serializable";
      default ->
          throw new IllegalArgumentException("PostgreSQL has no isolation level " + isolation);
    };
  }

  private static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** Means the same whatever {@code standard_conforming_strings} is. */
  private static String literal(String text) {
    String quoted = "'" + text.replace("'", "''").replace("\\", "\\\\") + "'";
    return text.indexOf('\\') < 0 ? quoted : "E" + quoted;
  }
}
