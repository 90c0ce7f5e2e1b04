package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.core.Client;
import dev.sluice.core.DetachedSlot;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.sql.Array;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class ConnectionHandleTest {
  private final StubDriver driver = new StubDriver();
  private final Connection raw = driver.connection();
  private final TestPhysicalConnection physical = new TestPhysicalConnection(raw);
  private final DetachedSlot<PhysicalConnection> slot = new DetachedSlot<>(physical);
  private final ConnectionHandle handle = handle(slot);

  private static ConnectionHandle handle(DetachedSlot<PhysicalConnection> slot) {
    return new ConnectionHandle(slot.slot(), new Client(), null);
  }

  /** Does what the pool does when it takes a connection back, save that it cuts nothing. */
  private static boolean revoke(ConnectionHandle handle, DetachedSlot<?> of, String reason) {
    if (!of.cutOff(handle.loan())) {
      return false;
    }
    handle.physical().revoked(reason);
    return true;
  }

  @Test
  void anUnusedHandleClosesWithoutOneCallToTheDriver() {
    handle.close();

    assertThat(driver.calls).isEmpty();
    assertThat(slot.ends).containsExactly("releaseUnused");
  }

  @Test
  void aSecondCloseDoesNothing() {
    handle.close();
    handle.close();

    assertThat(slot.ends).containsExactly("releaseUnused");
  }

  @Test
  void closeAfterThePoolTookTheConnectionBackDoesNothing() throws SQLException {
    Statement statement = handle.createStatement();
    assertThat(revoke(handle, slot, "drain")).isTrue();
    driver.calls.clear();

    statement.close();
    handle.close();
    handle.abort(Runnable::run);

    assertThat(driver.calls).isEmpty();
    assertThat(slot.ends).isEmpty();
    assertThat(handle.isClosed()).isTrue();
    assertThat(statement.isClosed()).isTrue();
    assertThat(revoke(handle, slot, "again")).isFalse();
  }

  @Test
  void thePoolCannotTakeBackWhatTheApplicationClosed() {
    handle.close();

    assertThat(revoke(handle, slot, "drain")).isFalse();
    assertThat(handle.toString()).contains("closed");
  }

  @Test
  void aCallThatThePoolCutShortThrowsWhatThePoolDidAndCausesNoAlarm() throws SQLException {
    Statement statement = handle.createStatement();
    SQLException cut = new SQLException("socket closed", "08006");
    driver.failures.put("Statement.execute", cut);
    // The driver is at work when the revocation comes.
    driver.before.put(
        "Statement.execute", () -> assertThat(revoke(handle, slot, "drain")).isTrue());

    assertThatThrownBy(() -> statement.execute("sql"))
        .hasMessage("the pool took this connection back: drain")
        .hasCause(cut)
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo("08003");
    assertThat(slot.suspicions).isEmpty();
    assertThat(physical.isBroken()).isFalse();
  }

  @Test
  void closeClosesTheOpenStatementsOnceAndTheNewestFirst() throws SQLException {
    Statement first = handle.createStatement();
    PreparedStatement second = handle.prepareStatement("sql");
    Statement third = handle.createStatement();
    CallableStatement fourth = handle.prepareCall("sql");
    third.close();
    driver.calls.clear();

    handle.close();
    first.close();
    second.close();
    fourth.close();

    assertThat(driver.calls)
        .filteredOn(call -> call.endsWith("ment.close"))
        .containsExactly("CallableStatement.close", "PreparedStatement.close", "Statement.close");
    assertThat(slot.ends).containsExactly("release");
  }

  @Test
  void aStatementThatCannotBeClosedDoesNotDisturbTheApplication() throws SQLException {
    handle.createStatement();
    driver.failures.put("Statement.close", new SQLException("no such portal", "34000"));

    handle.close();

    assertThat(slot.ends).containsExactly("release");
  }

  @Test
  void aStatementWhoseCloseShowsADeadSessionBreaksTheConnection() throws SQLException {
    handle.createStatement();
    SQLException fatal = new SQLException("gone", "08006");
    driver.failures.put("Statement.close", fatal);

    handle.close();

    assertThat(slot.ends).containsExactly("discard");
    assertThat(slot.suspicions).containsExactly(fatal);
  }

  @Test
  void aRollbackThatFailsEndsTheConnectionAndNotTheApplication() throws SQLException {
    handle.createStatement();
    physical.state = TransactionState.OPEN;
    SQLException fatal = new SQLException("gone", "08006");
    driver.failures.put("Connection.rollback", fatal);

    handle.close();

    assertThat(slot.ends).containsExactly("discard");
    assertThat(slot.cause).isSameAs(fatal);
    assertThat(slot.suspicions).containsExactly(fatal);
  }

  @Test
  void anErrorDuringCleanUpStillEndsTheLoan() throws SQLException {
    driver.answers.put("Connection.isClosed", "no boolean");
    handle.createStatement();

    handle.close();

    assertThat(slot.ends).containsExactly("discard");
    assertThat(slot.cause).isInstanceOf(ClassCastException.class);
  }

  @Test
  void abortCutsTheConnectionAndEndsTheLoanEvenIfTheDriverRefuses() throws SQLException {
    driver.failures.put("Connection.abort", new SQLException("refused"));

    assertThatThrownBy(() -> handle.abort(Runnable::run)).hasMessage("refused");
    handle.abort(Runnable::run);
    handle.close();

    assertThat(slot.ends).containsExactly("discard");
    assertThat(slot.cause).isNull();
    assertThat(handle.isClosed()).isTrue();
  }

  @Test
  void abortWithoutAnExecutorIsRefusedAndChangesNothing() throws SQLException {
    assertThatThrownBy(() -> handle.abort(null))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("executor");
    assertThat(handle.isClosed()).isFalse();
    assertThat(slot.ends).isEmpty();
  }

  @Test
  void aConnectionThatIsNotValidIsNotLentAgain() throws SQLException {
    driver.answers.put("Connection.isValid", false);

    assertThat(handle.isValid(1)).isFalse();
    handle.close();

    assertThat(slot.ends).containsExactly("discard");
    assertThat(slot.suspicions).hasSize(1);
  }

  @Test
  void whatWaitsOnTheSocketOrNeedsAResetGoesToTheBackground() throws SQLException {
    handle.getCatalog();
    physical.pending = true;
    handle.close();
    assertThat(slot.ends).containsExactly("refresh");

    physical.pending = false;
    physical.resetOnReturn(true);
    slot.lend();
    ConnectionHandle next = handle(slot);
    next.getCatalog();
    next.close();
    assertThat(slot.ends).containsExactly("refresh", "refresh");

    slot.lend();
    handle(slot).close();
    assertThat(slot.ends).containsExactly("refresh", "refresh", "releaseUnused");
  }

  @Test
  void aClosedStatementOfAnOpenConnectionSays55000AndTheConnectionLives() throws SQLException {
    Statement statement = handle.createStatement();
    statement.close();
    statement.close();

    assertThat(((SQLException) catchThrowable(() -> statement.execute("sql"))).getSQLState())
        .isEqualTo("55000");
    assertThat(statement.isClosed()).isTrue();
    assertThat(handle.isClosed()).isFalse();
    assertThat(physical.isBroken()).isFalse();
    assertThat(driver.calls).filteredOn("Statement.close"::equals).hasSize(1);
  }

  @Test
  void aStatementThatClosedItselfIsForgotten() throws SQLException {
    Statement statement = handle.createStatement();
    statement.closeOnCompletion();
    ResultSet result = statement.executeQuery("sql");
    driver.answers.put("Statement.isClosed", true);

    result.close();
    driver.calls.clear();
    handle.close();

    assertThat(driver.calls).doesNotContain("Statement.close");
  }

  @Test
  void whatIsMadeNamesTheHandlesThatMadeIt() throws SQLException {
    PreparedStatement statement = handle.prepareStatement("sql");
    ResultSet result = statement.executeQuery();
    DatabaseMetaData metaData = handle.getMetaData();
    driver.answers.put("ResultSet.getObject", driver.make(ResultSet.class));

    assertThat(statement.getConnection()).isSameAs(handle);
    assertThat(metaData.getConnection()).isSameAs(handle);
    assertThat(result.getStatement()).isSameAs(statement);
    assertThat(((ResultSet) result.getObject(1)).getStatement()).isSameAs(statement);
    assertThat(metaData.getTables(null, null, null, null).getStatement()).isNull();
    assertThat(result.getArray(1).getResultSet().getStatement()).isNull();
  }

  @Test
  void theSameResultAskedForTwiceIsTheSameHandle() throws SQLException {
    driver.answers.put("Statement.getResultSet", driver.make(ResultSet.class));
    Statement statement = handle.createStatement();

    assertThat(statement.getResultSet()).isSameAs(statement.getResultSet());
  }

  @Test
  void unwrapGivesTheHandleFirstThenTheDriversOwnThenWhatThatUnwrapsTo() throws SQLException {
    assertThat(handle.unwrap(ConnectionHandle.class)).isSameAs(handle);
    assertThat(handle.unwrap(Connection.class)).isSameAs(handle);
    assertThat(driver.calls).isEmpty();

    driver.answers.put("Connection.unwrap", "the driver's own");
    assertThat(handle.unwrap(String.class)).isEqualTo("the driver's own");
    assertThat(handle.isWrapperFor(Connection.class)).isTrue();
    assertThat(handle.isWrapperFor(String.class)).isFalse();

    Object own = handle.unwrap(raw.getClass());
    assertThat(own).isSameAs(raw);
    assertThat(handle.isWrapperFor(raw.getClass())).isTrue();

    Statement statement = handle.createStatement();
    assertThat(statement.unwrap(Statement.class)).isSameAs(statement);
    assertThat(StubDriver.isRaw(statement.unwrap(driver.make(Statement.class).getClass())))
        .isTrue();
    Array array = handle.createArrayOf("int4", new Object[0]);
    assertThatThrownBy(() -> ((Made<?>) array).unwrap(Runnable.class))
        .isInstanceOf(SQLException.class);
  }

  @Test
  void whatWasDoneToTheDriversOwnConnectionIsUndoneAtReturn() throws SQLException {
    Connection own = handle.unwrap(raw.getClass());
    own.setAutoCommit(false);
    own.setNetworkTimeout(Runnable::run, 5);
    own.setHoldability(1);

    handle.close();

    assertThat(own.getAutoCommit()).isTrue();
    assertThat(own.getNetworkTimeout()).isZero();
    assertThat(own.getHoldability()).isEqualTo(2);
  }

  @Test
  void aHandleIsEqualToItselfOnly() {
    ConnectionHandle twin = handle(slot);

    assertThat(List.of(twin, handle).indexOf(handle)).isEqualTo(1);
  }

  @Test
  void aHandleNamesItsConnectionAndNeverCallsTheDriverForIt() {
    assertThat(handle.toString()).contains("ConnectionHandle@").contains(physical.toString());
    handle.close();
    assertThat(handle.toString()).endsWith(", closed");
    assertThat(driver.calls).isEmpty();
  }

  @Test
  void aHandleFitsInFortyBytes() {
    int bytes = 12;
    assertThat(ConnectionHandle.class.getDeclaredFields())
        .allMatch(each -> Modifier.isStatic(each.getModifiers()));
    for (Field field : LentConnection.class.getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers())) {
        bytes += field.getType() == long.class || field.getType() == double.class ? 8 : 4;
      }
    }
    assertThat(ForwardingConnection.class.getDeclaredFields()).isEmpty();
    assertThat(bytes).isLessThanOrEqualTo(40);
  }

  @Test
  void aRaceOfCloseAbortAndRevokeEndsTheLoanOnce() throws Exception {
    int rounds = 30_000;
    PhysicalConnection shared = new TestPhysicalConnection(raw);
    List<DetachedSlot<PhysicalConnection>> slots = new ArrayList<>();
    ConnectionHandle[] raced = new ConnectionHandle[rounds];
    for (int round = 0; round < rounds; round++) {
      slots.add(new DetachedSlot<>(shared));
      raced[round] = handle(slots.get(round));
    }
    LongAdder cut = new LongAdder();

    race(
        rounds,
        round -> raced[round].close(),
        round -> {
          if (round % 3 == 0) {
            raced[round].close();
          } else if (round % 3 == 1 && revoke(raced[round], slots.get(round), "drain")) {
            cut.increment();
          } else if (round % 100 == 2) {
            raced[round].abort(Runnable::run);
          }
        });

    long ended = slots.stream().mapToLong(each -> each.ends.size()).sum();
    assertThat(ended + cut.sum()).isEqualTo(rounds);
    assertThat(slots).allMatch(each -> each.ends.size() <= 1);
  }

  @Test
  void aStatementMadeWhileTheHandleClosesIsNeverLeftOpen() throws Exception {
    int rounds = 5_000;
    StubDriver[] drivers = new StubDriver[rounds];
    ConnectionHandle[] raced = new ConnectionHandle[rounds];
    for (int round = 0; round < rounds; round++) {
      drivers[round] = new StubDriver();
      TestPhysicalConnection fresh = new TestPhysicalConnection(drivers[round].connection());
      raced[round] = handle(new DetachedSlot<>(fresh));
      if (round % 2 == 0) {
        raced[round].createStatement();
      }
    }

    race(
        rounds,
        round -> raced[round].close(),
        round -> {
          try {
            raced[round].createStatement();
            raced[round].createStatement();
          } catch (SQLException e) {
            assertThat(e.getSQLState()).isEqualTo("08003");
          }
        });

    for (StubDriver each : drivers) {
      assertThat(each.made)
          .filteredOn(stub -> stub.type == Statement.class)
          .allMatch(stub -> stub.closed);
    }
  }

  @FunctionalInterface
  private interface Racer {
    void run(int round) throws Exception;
  }

  /** Two threads in step: each round begins on both as nearly at once as two cores allow. */
  private static void race(int rounds, Racer one, Racer two) throws Exception {
    AtomicInteger arrivedOne = new AtomicInteger(-1);
    AtomicInteger arrivedTwo = new AtomicInteger(-1);
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      Future<?> second = executor.submit(() -> run(rounds, two, arrivedTwo, arrivedOne));
      run(rounds, one, arrivedOne, arrivedTwo);
      second.get(30, TimeUnit.SECONDS);
    } finally {
      executor.shutdownNow();
    }
  }

  private static Void run(int rounds, Racer racer, AtomicInteger own, AtomicInteger other)
      throws Exception {
    try {
      for (int round = 0; round < rounds; round++) {
        own.set(round);
        for (int spins = 0; other.get() < round; spins++) {
          if (spins < 2_000) {
            Thread.onSpinWait();
          } else {
            LockSupport.parkNanos(1_000);
          }
        }
        racer.run(round);
      }
    } finally {
      own.set(rounds);
    }
    return null;
  }
}
