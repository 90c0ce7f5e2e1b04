package dev.sluice.servers;

import dev.sluice.testing.TestPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The table that the applications write to, as the superuser sees it. */
public record Written(TestPostgres postgres) {
  /** Makes it, empty. Takes no lock that a transaction left open would hold up. */
  public void prepare() {
    postgres.execute("create table if not exists written (id text)");
    postgres.execute("grant all on written to app");
    postgres.execute("delete from written");
  }

  /** How often an application has written {@code id} and committed it. */
  public int count(String id) {
    try (Connection connection = postgres.superuser();
        PreparedStatement count =
            connection.prepareStatement("select count(*) from written where id = ?")) {
      count.setString(1, id);
      try (ResultSet row = count.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
