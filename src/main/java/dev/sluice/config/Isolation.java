package dev.sluice.config;

/** A transaction isolation level that PostgreSQL knows. */
public enum Isolation {
  READ_UNCOMMITTED(1),
  READ_COMMITTED(2),
  REPEATABLE_READ(4),
  SERIALIZABLE(8);

  private final int level;

  Isolation(int level) {
    this.level = level;
  }

  /** The constant of {@code java.sql.Connection} for this level. */
  public int level() {
    return level;
  }
}
