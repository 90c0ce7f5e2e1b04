package dev.sluice.demo.app;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Accounts, and money that moves between them in transactions. Safe for many threads. */
final class Bank {
  static final int ACCOUNTS = 12;
  static final long OPENING_BALANCE = 10_000;

  private final DataSource source;

  Bank(DataSource source) {
    this.source = source;
  }

  /** One account as the page shows it. */
  record Account(int id, String owner, long balance, long transfers) {}

  /** Creates the tables and opens the accounts where there are none. */
  void open() throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(
          "create table if not exists accounts ("
              + " id integer primary key, owner text not null, balance bigint not null"
              + " check (balance >= 0))");
      statement.execute(
          "create table if not exists transfers ("
              + " id bigserial primary key, source integer not null references accounts,"
              + " target integer not null references accounts, amount bigint not null,"
              + " at timestamptz not null default now())");
      statement.execute(
          "insert into accounts select n, 'Account ' || n, "
              + OPENING_BALANCE
              + " from generate_series(1, "
              + ACCOUNTS
              + ") n on conflict do nothing");
      connection.commit();
    }
  }

  /**
   * Moves money in one transaction, and holds the connection for a moment as real work does.
   *
   * @return whether the source had that much
   */
  boolean transfer(int from, int to, long amount) throws SQLException {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      // Both rows in the order of their numbers, so that two transfers can't wait for each other.
      lock(connection, Math.min(from, to));
      lock(connection, Math.max(from, to));
      if (balance(connection, from) < amount) {
        return false; // the pool rolls back
      }
      add(connection, from, -amount);
      add(connection, to, amount);
      try (PreparedStatement insert =
          connection.prepareStatement(
              "insert into transfers (source, target, amount) values (?, ?, ?)")) {
        insert.setInt(1, from);
        insert.setInt(2, to);
        insert.setLong(3, amount);
        insert.executeUpdate();
      }
      try (Statement work = connection.createStatement()) {
        work.execute("select pg_sleep(0.005)");
      }
      connection.commit();
      return true;
    }
  }

  /** All accounts, by number. */
  List<Account> accounts() throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select a.id, a.owner, a.balance,"
                    + " (select count(*) from transfers t where a.id in (t.source, t.target))"
                    + " from accounts a order by a.id")) {
      List<Account> accounts = new ArrayList<>();
      while (rows.next()) {
        accounts.add(
            new Account(rows.getInt(1), rows.getString(2), rows.getLong(3), rows.getLong(4)));
      }
      return accounts;
    }
  }

  private static void lock(Connection connection, int account) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("select 1 from accounts where id = ? for update")) {
      lock.setInt(1, account);
      lock.execute();
    }
  }

  private static long balance(Connection connection, int account) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select balance from accounts where id = ?")) {
      query.setInt(1, account);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private static void add(Connection connection, int account, long amount) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("update accounts set balance = balance + ? where id = ?")) {
      update.setLong(1, amount);
      update.setInt(2, account);
      update.executeUpdate();
    }
  }
}
