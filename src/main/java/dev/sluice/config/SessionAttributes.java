package dev.sluice.config;

/** The rows of the table on what a borrower finds and leaves. */
final class SessionAttributes {
  private static final String TOMCAT = "tomcat-jdbc";
  private static final String HIKARI = "HikariCP";
  private static final String AGROAL = "Agroal";
  private static final String DJANGO = "django-db-pool";

  static final Attribute<BorrowTest> TEST_ON_BORROW =
      Attribute.of(
              "testOnBorrow",
              Kinds.choice(PeerReaders.BORROW_TESTS),
              BorrowTest.PROBE,
              "`probe` looks at the socket without a round trip; `query` (or `true`) makes a round"
                  + " trip on every borrow; `none` (or `false`) does nothing.")
          .alias("TEST_ON_BORROW", DJANGO)
          .alias("validateOnBorrow", AGROAL);

  static final Attribute<ReturnReset> RESET_ON_RETURN =
      Attribute.of(
          "resetOnReturn",
          Kinds.choice(PeerReaders.RETURN_RESETS),
          ReturnReset.CHANGED,
          "`changed` undoes what was changed through JDBC; `session` also what SQL changed (`SET`,"
              + " temporary tables, advisory locks, `LISTEN`), in the background.");

  static final Attribute<String> INIT_SQL =
      Attribute.optional(
              "initSql",
              Kinds.text("SQL", 100_000, true),
              "none",
              "Run once on every new connection, as one text that may hold several statements.")
          .alias("initSQL", TOMCAT)
          .alias(
              "connectionInitSqls",
              "DBCP 2",
              "not split at each `;`, so that a function's body stays whole",
              Kinds.text("SQL", 100_000, true))
          .alias("connectionInitSql", HIKARI)
          .alias("initialSQL", AGROAL);

  static final Attribute<Boolean> DEFAULT_AUTO_COMMIT =
      Attribute.of(
              "defaultAutoCommit",
              Kinds.BOOLEAN,
              true,
              "The autocommit mode that each borrower finds.")
          .alias("autoCommit", HIKARI + ", " + AGROAL);

  static final Attribute<Boolean> DEFAULT_READ_ONLY =
      Attribute.of(
              "defaultReadOnly",
              Kinds.BOOLEAN,
              false,
              "Whether each borrower finds a read-only connection.")
          .alias("readOnly", HIKARI + ", " + AGROAL);

  static final Attribute<Isolation> DEFAULT_TRANSACTION_ISOLATION =
      Attribute.optional(
              "defaultTransactionIsolation",
              new IsolationKind(),
              "the server's own",
              "The isolation that each borrower finds.")
          .alias("transactionIsolation", HIKARI)
          .alias("jdbcTransactionIsolation", AGROAL);

  static final Attribute<String> DEFAULT_SCHEMA =
      Attribute.optional(
              "defaultSchema",
              Kinds.text("a schema's name", 63, false),
              "the server's search path",
              "The schema that each borrower finds; several go into `pg.currentSchema`.")
          .alias("schema", HIKARI);

  private SessionAttributes() {}
}
