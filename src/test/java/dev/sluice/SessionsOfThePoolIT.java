package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** What a borrower finds: what the configuration says, and nothing of the borrower before. */
class SessionsOfThePoolIT extends PoolOnServer {
  @Test
  void theSessionResetTakesAwayAllThatABorrowerLeft() throws Exception {
    pool = builder().maxSize(1).set("resetOnReturn", "session").build();
    String pid;
    try (Connection connection = pool.getConnection()) {
      pid = ask(connection, "select pg_backend_pid()");
      run(connection, "create temp table leftover (id int)");
      run(connection, "set work_mem = '3MB'");
      run(connection, "select pg_advisory_lock(4711)");
      run(connection, "listen gossip");
      run(connection, "declare held cursor with hold for select 1");
    }
    try (Connection connection = pool.getConnection()) {
      assertThat(ask(connection, "select pg_backend_pid()")).as("the session").isEqualTo(pid);
      assertThat(ask(connection, "select count(*) from pg_class where relname = 'leftover'"))
          .isEqualTo("0");
      assertThat(ask(connection, "show work_mem")).isNotEqualTo("3MB");
      assertThat(ask(connection, "select count(*) from pg_locks where locktype = 'advisory'"))
          .isEqualTo("0");
      assertThat(ask(connection, "select count(*) from pg_listening_channels()")).isEqualTo("0");
      assertThat(ask(connection, "select count(*) from pg_cursors where name = 'held'"))
          .isEqualTo("0");
    }
  }

  @Test
  void withTheSessionResetWhatTheConfigurationSaysHoldsForEachBorrower() throws Exception {
    pool =
        builder()
            .maxSize(1)
            .set("resetOnReturn", "session")
            .set("initSql", "set work_mem = '5MB'")
            .set("defaultSchema", "pg_catalog")
            .build();
    for (int borrow = 0; borrow < 3; borrow++) {
      try (Connection connection = pool.getConnection()) {
        assertThat(ask(connection, "show work_mem")).isEqualTo("5MB");
        assertThat(connection.getSchema()).isEqualTo("pg_catalog");
        assertThat(ask(connection, "show application_name")).isEqualTo(name);
        run(connection, "set work_mem = '3MB'");
        run(connection, "set application_name = 'something else'");
        run(connection, "set search_path = public");
      }
    }
  }

  @Test
  void theDefaultsOfTheConfigurationAreWhatTheServerSees() throws Exception {
    pool =
        builder()
            .maxSize(1)
            .set("defaultAutoCommit", false)
            .set("defaultReadOnly", true)
            .set("defaultTransactionIsolation", "SERIALIZABLE")
            .set("defaultSchema", "pg_catalog")
            .set("initSql", "set statement_timeout = '77s'")
            .build();
    for (int borrow = 0; borrow < 2; borrow++) {
      try (Connection connection = pool.getConnection()) {
        assertThat(connection.getAutoCommit()).isFalse();
        assertThat(connection.isReadOnly()).isTrue();
        assertThat(ask(connection, "show transaction_read_only")).isEqualTo("on");
        assertThat(ask(connection, "show transaction_isolation")).isEqualTo("serializable");
        assertThat(ask(connection, "show search_path")).contains("pg_catalog");
        assertThat(ask(connection, "show statement_timeout")).isEqualTo("77s");
        assertThatThrownBy(() -> run(connection, "create table public.forbidden (id int)"))
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
        connection.rollback();
        connection.setAutoCommit(true);
        connection.setReadOnly(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        connection.setSchema("public");
      }
    }
  }

  @Test
  void thePoolIsKnownToTheServerByItsApplicationName() throws Exception {
    pool = builder().set("applicationName", name + " app").build();
    try (Connection connection = pool.getConnection()) {
      assertThat(
              superuser(
                  "select application_name from pg_stat_activity where pid = "
                      + ask(connection, "select pg_backend_pid()")))
          .isEqualTo(name + " app");
    }
  }

  @Test
  void initSqlThatFailsIsSaidWithItsReason() {
    pool = builder().set("initSql", "select no_such_function()").build();

    assertThatThrownBy(() -> pool.getConnection())
        .isInstanceOf(DatabaseRefusedException.class)
        .hasMessageContaining(name)
        .hasMessageContaining("initSql")
        .hasMessageContaining("no_such_function");
  }

  @Test
  void whatABorrowerChangedByJdbcIsUndoneForTheNext() throws Exception {
    pool = builder().maxSize(1).build();
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setNetworkTimeout(Runnable::run, 1234);
      connection.setReadOnly(true);
      connection.setClientInfo("ApplicationName", "changed");
      connection.unwrap(PGConnection.class).setPrepareThreshold(1);
      connection.setAutoCommit(false);
      statement.execute("select 1");
    }
    try (Connection connection = pool.getConnection()) {
      assertThat(connection.getNetworkTimeout()).isZero();
      assertThat(connection.isReadOnly()).isFalse();
      assertThat(connection.getAutoCommit()).isTrue();
      assertThat(ask(connection, "show application_name")).isEqualTo(name);
      assertThat(connection.unwrap(PGConnection.class).getPrepareThreshold()).isEqualTo(5);
      assertThat(
              superuser(
                  "select count(*) from pg_stat_activity where state like 'idle in%' and"
                      + " application_name = '"
                      + name
                      + "'"))
          .isEqualTo("0");
    }
  }
}
