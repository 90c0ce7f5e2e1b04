package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class SessionsIT {
  private final TestPostgres postgres = TestPostgres.shared();

  @Test
  void sessionsAreFoundByTheirApplicationNameWhileTheyLast() throws SQLException {
    Sessions sessions = new Sessions(postgres, "of-this-test");
    assertThat(sessions.count()).isZero();

    try (Connection connection =
        DriverManager.getConnection(
            postgres.url() + "?ApplicationName=of-this-test",
            postgres.user(),
            postgres.password())) {
      assertThat(connection.isValid(5)).isTrue();
      assertThat(sessions.count()).isOne();
    }

    sessions.awaitNone();
  }
}
