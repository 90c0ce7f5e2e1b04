package dev.sluice.postgres;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Makes of a driver's exception a {@link ConnectFailure} that an administrator can act on. */
final class ConnectDiagnosis {
  private ConnectDiagnosis() {}

  /** Of a failed connect. */
  static ConnectFailure of(ConnectSpec spec, Duration took, SQLException failure) {
    String state = failure.getSQLState();
    boolean tls = isTlsTrouble(failure);
    boolean permanent = tls || SqlStates.isPermanentRefusal(state);
    String hint = tls ? TLS_HINT : hint(state, failure);
    return new ConnectFailure(
        head(spec, took) + ": " + sentence(failure) + " (SQLSTATE " + state + "). " + hint,
        state,
        permanent,
        failure);
  }

  /** Of an initSql, or the session's defaults, that the server refused. */
  static ConnectFailure ofSession(
      ConnectSpec spec, Duration took, String attribute, SQLException failure) {
    String state = failure.getSQLState();
    return new ConnectFailure(
        head(spec, took)
            + ": "
            + attribute
            + " failed: "
            + sentence(failure)
            + " (SQLSTATE "
            + state
            + "). Correct "
            + attribute
            + ", or what it needs on the server.",
        state,
        SqlStates.isPermanentRefusal(state),
        failure);
  }

  /** Of something that was wrong before a packet was sent. */
  static ConnectFailure ofInput(
      ConnectSpec spec, String message, String state, @Nullable Throwable cause) {
    return new ConnectFailure(
        "can't connect to " + spec.where() + " as " + spec.user() + ": " + message,
        state,
        true,
        cause);
  }

  private static String head(ConnectSpec spec, Duration took) {
    return "can't connect to %s as %s (gave up after %d ms of %d ms)"
        .formatted(spec.where(), spec.user(), took.toMillis(), spec.connectTimeout().toMillis());
  }

  private static String sentence(SQLException failure) {
    StringBuilder text = new StringBuilder(strip(String.valueOf(failure.getMessage())));
    Throwable cause = failure.getCause();
    if (cause != null && cause.getMessage() != null && text.indexOf(cause.getMessage()) < 0) {
      text.append(": ").append(strip(cause.getMessage()));
    }
    return text.toString();
  }

  private static String strip(String text) {
    String line = text.strip().replace('\n', ' ');
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }

  private static final String TLS_HINT =
      "Check sslmode, sslrootcert and the server's certificate: name, issuer and dates.";

  private static String hint(@Nullable String state, SQLException failure) {
    return switch (state == null ? "" : state) {
      case "28P01" -> "Check user and password (or passwordFile): the server refused the password.";
      case "28000" ->
          "Add a line for this client, user and database to the server's pg_hba.conf, or use TLS"
              + " where it asks for it.";
      case "3D000" -> "Create the database or correct its name.";
      case "42501" -> "GRANT CONNECT ON DATABASE to the user.";
      case "53300" ->
          "The server has no connection left: lower maxSize, or raise max_connections or the"
              + " role's limit.";
      case "57P03" -> "The server is starting up or shutting down: wait.";
      case "08004" -> "The server does not offer what sslmode asks for: turn ssl on there.";
      default -> networkHint(failure);
    };
  }

  private static String networkHint(SQLException failure) {
    if (find(failure, UnknownHostException.class)) {
      return "Check the host's name and the name service.";
    }
    if (find(failure, ConnectException.class) || find(failure, NoRouteToHostException.class)) {
      return "Check host and port, and that the server listens there (listen_addresses).";
    }
    if (find(failure, SocketTimeoutException.class) || find(failure, TimeOver.class)) {
      return "Nothing answered in time: check firewall and route, and whether the server hangs.";
    }
    return "See the server's log.";
  }

  /** A handshake that was merely cut off says nothing about the certificates. */
  private static boolean isTlsTrouble(SQLException failure) {
    return find(failure, SSLPeerUnverifiedException.class)
        || (find(failure, SSLHandshakeException.class)
            && !find(failure, EOFException.class)
            && !find(failure, SocketException.class)
            && !find(failure, SocketTimeoutException.class));
  }

  private static boolean find(Throwable failure, Class<? extends Throwable> kind) {
    int depth = 0;
    for (Throwable t = failure; t != null && depth++ < 10; t = t.getCause()) {
      if (kind.isInstance(t)) {
        return true;
      }
    }
    return false;
  }
}
