package dev.sluice.config;

import java.util.Locale;

/** Isolation levels in the spellings of JDBC, of SQL and of the other pools. */
final class IsolationKind implements Kind<Isolation> {
  @Override
  public Reading<Isolation> read(String text) {
    String word = text.toUpperCase(Locale.ROOT).replace(' ', '_').replace('-', '_');
    if (word.startsWith("TRANSACTION_")) {
      word = word.substring("TRANSACTION_".length());
    }
    for (Isolation isolation : Isolation.values()) {
      if (isolation.name().equals(word) || String.valueOf(isolation.level()).equals(word)) {
        return Reading.value(isolation);
      }
    }
    return switch (text.toUpperCase(Locale.ROOT)) {
      // DBCP's and Agroal's words for "do not set any".
      case "DEFAULT", "-1", "UNDEFINED" -> Reading.unset();
      default -> refused();
    };
  }

  @Override
  public String allowed() {
    return "one of READ_COMMITTED, REPEATABLE_READ, SERIALIZABLE, READ_UNCOMMITTED (also with"
        + " TRANSACTION_ before it, or JDBC's number), or default for the server's own";
  }

  @Override
  public String show(Isolation value) {
    return value.name();
  }
}
