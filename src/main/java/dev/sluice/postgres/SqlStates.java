package dev.sluice.postgres;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What SQLSTATEs mean for a connection (PostgreSQL documentation, appendix "PostgreSQL Error
 * Codes").
 */
public final class SqlStates {
  /** Write on a server, or in a session, that is read-only. */
  public static final String READ_ONLY = "25006";

  private static final Set<String> FATAL =
      Set.of(
          "57P01", // admin_shutdown: pg_terminate_backend, fast stop
          "57P02", // crash_shutdown
          "57P03", // cannot_connect_now
          "57P04", // database_dropped
          "57P05", // idle_session_timeout
          "25P03", // idle_in_transaction_session_timeout
          "25P04"); // transaction_timeout

  private static final Set<String> SERVER_GOING = Set.of("57P01", "57P02", "57P03", "57P04");

  private SqlStates() {}

  /**
   * Whether a session that got this error can't be used any more. 0A000 (the driver raises it for
   * what it doesn't implement) and 57014 (a cancelled query) leave it whole.
   *
   * @param state the SQLSTATE, or null where an exception has none
   */
  public static boolean isFatal(@Nullable String state) {
    return state != null && (state.startsWith("08") || FATAL.contains(state));
  }

  /**
   * Whether this error is a reason to suspect the other sessions of the same server too.
   *
   * @param state the SQLSTATE, or null where an exception has none
   */
  public static boolean castsDoubtOnOthers(@Nullable String state) {
    return state != null && (state.startsWith("08") || SERVER_GOING.contains(state));
  }

  /**
   * Whether a write met a read-only server or session: after a failover, the sign of a connection
   * that leads to what is now a standby. The session itself is whole.
   *
   * @param state the SQLSTATE, or null where an exception has none
   */
  public static boolean isReadOnlyServer(@Nullable String state) {
    return READ_ONLY.equals(state);
  }

  /**
   * Whether a failed connect will fail again until somebody changes a setting, here or on the
   * server. Whatever may pass by itself (network, start-up, too many connections) is not.
   *
   * @param state the SQLSTATE, or null where an exception has none
   */
  static boolean isPermanentRefusal(@Nullable String state) {
    if (state == null || state.length() < 2) {
      return false;
    }
    if (state.equals("08004")) {
      return true; // Server or driver rejects what was asked for, TLS for one.
    }
    return switch (state.substring(0, 2)) {
      case "08", "40", "53", "55", "57", "58", "99", "XX" -> false;
      default -> true;
    };
  }
}
