package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The sessions of one pool as the server sees them: its rows in {@code pg_stat_activity}. */
public final class Sessions {
  private final TestPostgres postgres;
  private final String applicationName;

  /**
   * @param postgres the server that is asked
   * @param applicationName by which the pool's sessions are known
   */
  public Sessions(TestPostgres postgres, String applicationName) {
    this.postgres = postgres;
    this.applicationName = applicationName;
  }

  /** One line a session: backend, state, last query. */
  public List<String> list() {
    try (Connection connection = postgres.superuser();
        PreparedStatement statement =
            connection.prepareStatement(
                "select pid, state, query from pg_stat_activity"
                    + " where application_name = ? order by pid")) {
      statement.setString(1, applicationName);
      List<String> sessions = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          sessions.add(rows.getInt(1) + " " + rows.getString(2) + ": " + rows.getString(3));
        }
      }
      return sessions;
    } catch (SQLException e) {
      throw new IllegalStateException("pg_stat_activity could not be read", e);
    }
  }

  /** How many there are now. */
  public int count() {
    return list().size();
  }

  /** Fails unless there is none left; a backend takes a moment to leave the list. */
  public void awaitNone() {
    Await.until(
        "no session of " + applicationName + " on the server",
        Duration.ofSeconds(3),
        () -> count() == 0,
        this::list);
  }

  /** Waits until a session is executing a query that contains {@code fragment}. */
  public void awaitRunning(String fragment) {
    Await.until(
        "a session of " + applicationName + " that runs " + fragment,
        Duration.ofSeconds(20),
        () ->
            list().stream().anyMatch(line -> line.contains("active: ") && line.contains(fragment)),
        this::list);
  }

  /** Fails if there are more than {@code limit}. */
  public void assertAtMost(int limit) {
    assertThat(list()).hasSizeLessThanOrEqualTo(limit);
  }
}
