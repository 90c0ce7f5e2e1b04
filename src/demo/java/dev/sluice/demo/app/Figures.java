package dev.sluice.demo.app;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;

/** The pool's figures at this moment, by name, in the order in which the page shows them. */
final class Figures {
  private Figures() {}

  /** What the server knows of the pool's sessions. */
  static Map<String, Number> of(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select count(*), count(*) filter (where state = 'idle'),"
                    + " count(*) filter (where state <> 'idle')"
                    + " from pg_stat_activity"
                    + " where application_name = current_setting('application_name')")) {
      row.next();
      Map<String, Number> figures = new LinkedHashMap<>();
      figures.put("total", row.getInt(1));
      figures.put("idle", row.getInt(2));
      figures.put("lent", row.getInt(3));
      return figures;
    }
  }
}
