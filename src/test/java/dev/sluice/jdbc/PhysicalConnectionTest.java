package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sluice.core.Client;
import dev.sluice.core.DetachedSlot;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PhysicalConnectionTest {
  private final StubDriver driver = new StubDriver();
  private final Connection raw = driver.connection();
  private final TestPhysicalConnection physical = new TestPhysicalConnection(raw);
  private final ConnectionHandle handle = borrow(physical);

  private static ConnectionHandle borrow(PhysicalConnection physical) {
    return new ConnectionHandle(new DetachedSlot<>(physical).slot(), new Client(), null);
  }

  @Test
  void whereNothingWasChangedTheReturnLooksAtTheStateAndNoMore() throws SQLException {
    handle.createStatement().close();
    driver.connectionCalls.clear();

    assertThat(physical.restore(null)).isEqualTo(ReturnVerdict.CLEAN);

    assertThat(driver.connectionCalls).containsExactly("isClosed", "clearWarnings");
  }

  /** One attribute each: how it is changed, and the one call that puts it back. */
  record Change(String name, Changing changing, String undoneBy) {
    @Override
    public String toString() {
      return name;
    }
  }

  @FunctionalInterface
  interface Changing {
    void on(Connection connection) throws SQLException;
  }

  static Stream<Change> changes() {
    return Stream.of(
        new Change("autocommit", c -> c.setAutoCommit(false), "setAutoCommit"),
        new Change("read-only", c -> c.setReadOnly(true), "setReadOnly"),
        new Change(
            "isolation",
            c -> c.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE),
            "createStatement"),
        new Change("schema", c -> c.setSchema("other"), "createStatement"),
        new Change("catalog", c -> c.setCatalog("other"), "setCatalog"),
        new Change(
            "network timeout", c -> c.setNetworkTimeout(Runnable::run, 7), "setNetworkTimeout"),
        new Change("type map", c -> c.setTypeMap(Map.of("t", Object.class)), "setTypeMap"),
        new Change(
            "the driver's own type map", c -> c.getTypeMap().put("t", Object.class), "setTypeMap"),
        new Change(
            "client info",
            c -> {
              Properties info = new Properties();
              info.setProperty("ApplicationName", "other");
              c.setClientInfo(info);
            },
            "setClientInfo"),
        new Change(
            "holdability",
            c -> c.setHoldability(ResultSet.HOLD_CURSORS_OVER_COMMIT),
            "setHoldability"));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void aChangedAttributeIsPutBackByOneCallAndOnlyThat(Change change) throws SQLException {
    change.changing.on(handle);
    driver.connectionCalls.clear();

    assertThat(physical.restore(null)).isEqualTo(ReturnVerdict.CLEAN);

    assertThat(driver.connectionCalls)
        .filteredOn(call -> !call.startsWith("get") && !call.startsWith("is"))
        .containsExactly(change.undoneBy, "clearWarnings");
    assertSessionAsFound();

    ConnectionHandle next = borrow(physical);
    next.createStatement();
    driver.connectionCalls.clear();
    assertThat(physical.restore(null)).isEqualTo(ReturnVerdict.CLEAN);
    assertThat(driver.connectionCalls).containsExactly("isClosed", "clearWarnings");
  }

  @ParameterizedTest
  @MethodSource("changes")
  void aChangeThatFailedHalfWayIsUndoneToo(Change change) throws SQLException {
    if (change.undoneBy.equals("createStatement") || change.name.contains("own")) {
      return;
    }
    SQLException failure =
        change.undoneBy.equals("setClientInfo")
            ? new java.sql.SQLClientInfoException()
            : new SQLException("half-way");
    driver.failures.put("Connection." + change.undoneBy, failure);
    assertThatCode(() -> change.changing.on(handle)).isSameAs(failure);
    driver.failures.clear();
    change.changing.on(raw);

    assertThat(physical.restore(null)).isEqualTo(ReturnVerdict.CLEAN);

    assertSessionAsFound();
  }

  private void assertSessionAsFound() throws SQLException {
    assertThat(raw.getAutoCommit()).isTrue();
    assertThat(raw.isReadOnly()).isFalse();
    assertThat(raw.getCatalog()).isEqualTo("db");
    assertThat(raw.getNetworkTimeout()).isZero();
    assertThat(raw.getTypeMap()).isEmpty();
    assertThat(raw.getClientInfo()).isEmpty();
    assertThat(raw.getHoldability()).isEqualTo(2);
  }

  @Test
  void anAttributeThatTheBorrowerPutBackItselfNeedsNothing() throws SQLException {
    handle.setAutoCommit(false);
    handle.setReadOnly(true);
    handle.setReadOnly(false);
    handle.setAutoCommit(true);
    driver.connectionCalls.clear();

    physical.restore(null);

    assertThat(driver.connectionCalls).containsExactly("isClosed", "clearWarnings");
  }

  @Test
  void anOpenTransactionIsRolledBackBeforeAutocommitIsRestored() throws SQLException {
    handle.setAutoCommit(false);
    physical.state = TransactionState.OPEN;
    driver.connectionCalls.clear();

    physical.restore(null);

    assertThat(driver.connectionCalls)
        .containsSubsequence("rollback", "setAutoCommit", "clearWarnings");
    assertThat(raw.getAutoCommit()).isTrue();
  }

  @Test
  void aTransactionBegunByHandIsRolledBackWithAutocommitOff() throws SQLException {
    handle.createStatement();
    physical.state = TransactionState.FAILED;
    driver.connectionCalls.clear();

    physical.restore(null);

    assertThat(driver.connectionCalls)
        .containsSubsequence("setAutoCommit", "rollback", "setAutoCommit");
    assertThat(raw.getAutoCommit()).isTrue();
  }

  @Test
  void whatAsksTheServerIsPutBackWithAutocommitOnSoThatNoTransactionStaysOpen()
      throws SQLException {
    SessionDefaults manual = new SessionDefaults(false, false, null, null);
    TestPhysicalConnection own =
        new TestPhysicalConnection(raw, manual) {
          @Override
          protected void restoreSchema() throws SQLException {
            assertThat(raw().getAutoCommit()).isTrue();
            super.restoreSchema();
          }
        };
    own.prepare();
    ConnectionHandle other = borrow(own);
    other.setSchema("other");

    assertThat(own.restore(null)).isEqualTo(ReturnVerdict.CLEAN);

    assertThat(own.schemaRestored).isEqualTo(1);
    assertThat(raw.getAutoCommit()).isFalse();
  }

  @Test
  void aConnectionOfUnknownStateIsRolledBackWhereAutocommitIsOffOnly() throws SQLException {
    PlainPhysicalConnection plain =
        new PlainPhysicalConnection(raw, TestPhysicalConnection.DEFAULTS);
    borrow(plain).createStatement();
    plain.restore(null);
    assertThat(driver.connectionCalls).doesNotContain("rollback");

    borrow(plain).setAutoCommit(false);
    plain.restore(null);
    assertThat(driver.connectionCalls).contains("rollback");
  }

  @Test
  void aPlainConnectionRemembersSchemaAndIsolationBeforeTheirFirstChange() throws SQLException {
    PlainPhysicalConnection plain =
        new PlainPhysicalConnection(raw, TestPhysicalConnection.DEFAULTS);
    ConnectionHandle other = borrow(plain);
    other.setSchema("one");
    other.setSchema("two");
    other.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);

    assertThat(plain.restore(null)).isEqualTo(ReturnVerdict.CLEAN);

    assertThat(raw.getSchema()).isEqualTo("public");
    assertThat(raw.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
  }

  @Test
  void prepareBringsTheDefaultsAboutAndAsksForNothingElse() throws SQLException {
    new TestPhysicalConnection(raw, TestPhysicalConnection.DEFAULTS).prepare();
    assertThat(driver.connectionCalls).isEmpty();

    SessionDefaults all =
        new SessionDefaults(false, true, Connection.TRANSACTION_SERIALIZABLE, "app");
    new TestPhysicalConnection(raw, all).prepare();
    assertThat(driver.connectionCalls)
        .containsExactly("setTransactionIsolation", "setSchema", "setReadOnly", "setAutoCommit");
  }

  @Test
  void aDriverThatLacksAnAttributeCanStillBeUnwrapped() throws SQLException {
    driver.failures.put("Connection.getNetworkTimeout", new SQLFeatureNotSupportedException());

    assertThat((Object) handle.unwrap(raw.getClass())).isSameAs(raw);
    assertThat(physical.restore(null)).isEqualTo(ReturnVerdict.CLEAN);
  }

  @Test
  void aFatalFailureAnywhereInTheChainBreaksTheConnection() {
    SQLException next = new SQLException("batch", "23505");
    next.setNextException(new SQLException("gone", "08006"));
    SQLException cause = new SQLException("outer", new SQLException("gone", "08006"));

    for (SQLException fatal :
        new SQLException[] {
          next, cause, new SQLRecoverableException(), new SQLNonTransientConnectionException()
        }) {
      TestPhysicalConnection fresh = new TestPhysicalConnection(raw);
      assertThat((Throwable) fresh.failed(fatal)).isSameAs(fatal);
      assertThat(fresh.brokenBy()).isSameAs(fatal);
      fresh.markBroken(new SQLException("later", "08003"));
      assertThat(fresh.brokenBy()).isSameAs(fatal);
      assertThat(fresh.restore(null)).isEqualTo(ReturnVerdict.BROKEN);
    }
    physical.failed(new SQLException("duplicate", "23505"));
    assertThat(physical.isBroken()).isFalse();
  }

  @Test
  void aChainOfFailuresThatRunsInACircleEnds() {
    SQLException one = new SQLException("one");
    SQLException two = new SQLException("two", one);
    one.initCause(two);

    assertThat(physical.endsSession(one)).isFalse();
  }

  @Test
  void aConnectionThatTheDriverClosedIsBroken() throws SQLException {
    handle.createStatement();
    raw.close();

    assertThat(physical.restore(null)).isEqualTo(ReturnVerdict.BROKEN);
  }

  @Test
  void aRestoreThatFailsBreaksTheConnection() throws SQLException {
    handle.setAutoCommit(false);
    SQLException failure = new SQLException("can't");
    driver.failures.put("Connection.setAutoCommit", failure);

    assertThat(physical.restore(null)).isEqualTo(ReturnVerdict.BROKEN);
    assertThat(physical.brokenBy()).isSameAs(failure);
  }

  @Test
  void aResetThatFailsBreaksTheConnection() {
    assertThat(physical.reset()).isTrue();
    driver.failures.put("Connection.createStatement", new SQLException("gone"));
    assertThat(physical.reset()).isFalse();
    assertThat(physical.isBroken()).isTrue();
  }
}
