package dev.sluice.demo.app;

import dev.sluice.PoolStats;
import dev.sluice.SluiceDataSource;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;

/** The pool's figures at this moment, by name, in the order in which the page shows them. */
final class Figures {
  private Figures() {}

  /** Asks the pool itself: no connection is borrowed for it. */
  static Map<String, Number> of(DataSource source) throws SQLException {
    PoolStats stats = source.unwrap(SluiceDataSource.class).stats();
    Map<String, Number> figures = new LinkedHashMap<>();
    figures.put("total", stats.total());
    figures.put("maxSize", stats.maxSize());
    figures.put("lent", stats.lent());
    figures.put("idle", stats.idle());
    figures.put("connecting", stats.connecting());
    figures.put("waiting", stats.waiting());
    figures.put("borrows", stats.borrows());
    figures.put("opened", stats.opened());
    return figures;
  }
}
