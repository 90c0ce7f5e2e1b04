package dev.sluice.jdbc;

import dev.sluice.core.Client;
import dev.sluice.core.Slot;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The part of a connection's handle that knows its loan: whether it is open, what was made from it,
 * and what to do with a failure. As thread-safe as the driver's connection.
 */
abstract class LentConnection extends ForwardingConnection {
  /** In place of a loan, once the handle is dead. */
  static final long CLOSED = 0;

  private static final String CONNECTION_DOES_NOT_EXIST = "08003";

  private static final VarHandle LOAN;
  private static final VarHandle STATEMENTS;

  static {
    try {
      MethodHandles.Lookup own = MethodHandles.lookup();
      LOAN = own.findVarHandle(LentConnection.class, "loan", long.class);
      STATEMENTS = own.findVarHandle(LentConnection.class, "statements", OpenStatements.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Slot<PhysicalConnection> slot;
  final PhysicalConnection physical;

  /**
   * Whether the driver was called. Plain: a call that is under way while another thread closes is
   * the application's mistake. Here and not in the physical connection, which may share its cache
   * line with one that another thread has.
   */
  boolean used;

  /** The slot's loan that this is the handle of, then CLOSED for good. */
  private volatile long loan;

  /**
   * Null until a statement is made, then one list for good. It and the slot's word are written and
   * read crosswise: {@link #die} ends the loan and reads this, {@link #track} writes this and reads
   * whether the loan is on, so that one of them finds the other.
   */
  private volatile @Nullable OpenStatements statements;

  /**
   * Lends what the slot holds to the calling thread.
   *
   * @param slot where the connection lives; lent to this handle alone
   * @param client on whose behalf the thread borrows
   * @param borrowStack made where the borrow happened, or null where nobody wants to know
   */
  LentConnection(Slot<PhysicalConnection> slot, Client client, @Nullable Throwable borrowStack) {
    this.slot = slot;
    this.physical = slot.resource();
    // Plain: a volatile write would cost a fence, and nobody else can have this handle yet.
    LOAN.set(this, slot.lentTo(client, borrowStack));
  }

  /** Where the connection lives. */
  public final Slot<PhysicalConnection> slot() {
    return slot;
  }

  /** What is lent; once the handle is dead, what was. */
  public final PhysicalConnection physical() {
    return physical;
  }

  /** The loan in its slot; 0 once this was closed. */
  public final long loan() {
    return loan;
  }

  /**
   * The handle is dead from now on; its loan was ended, or its clean-up begun, before.
   *
   * @return the statements that are still open, or null
   */
  final @Nullable OpenStatements die() {
    LOAN.setRelease(this, CLOSED);
    return statements;
  }

  @Override
  final Connection delegate() throws SQLException {
    if (!isOpen()) {
      throw dead(null);
    }
    return used();
  }

  final Connection used() {
    used = true;
    return physical.raw();
  }

  @Override
  final SessionAttributes session() throws SQLException {
    if (!isOpen()) {
      throw dead(null);
    }
    used = true;
    return physical.attributes();
  }

  @Override
  final SQLException failed(SQLException failure) {
    long mine = loan;
    if (mine != CLOSED && slot.isLent(mine)) {
      report(failure);
      return failure;
    }
    // The pool cut a running call short: that, and not the cut, is what the caller has to know.
    return mine == CLOSED || physical.revocation() == null ? failure : dead(failure);
  }

  private void report(SQLException failure) {
    boolean wasBroken = physical.isBroken();
    physical.failed(failure);
    if (!wasBroken && physical.isBroken()) {
      slot.suspectOthers(failure);
    }
  }

  /** The driver failed in a way that JDBC doesn't know, perhaps in the middle of an answer. */
  @Override
  final void crashed(Throwable failure) {
    physical.markBroken(failure);
  }

  /**
   * A cancel request is about to be sent; {@link #endCancel} follows.
   *
   * @return the loan that it belongs to
   * @throws SQLException if this handle is dead: nothing may be sent
   */
  final long beginCancel() throws SQLException {
    long mine = loan;
    if (mine == CLOSED || !slot.beginCancel(mine)) {
      throw dead(null);
    }
    return mine;
  }

  final void endCancel(long cancelled) {
    slot.endCancel(cancelled);
  }

  final <S extends StatementHandle> S track(S statement) throws SQLException {
    OpenStatements open = statements;
    if (open == null) {
      STATEMENTS.compareAndSet(this, null, new OpenStatements());
      open = Objects.requireNonNull(statements);
    }
    open.add(statement);
    long mine = loan;
    if (mine == CLOSED || !slot.isLent(mine)) {
      // Whether close() saw this statement or not: only one of the two takes it off the list.
      if (physical.revocation() == null && open.remove(statement)) {
        statement.closeRaw();
      }
      throw dead(null);
    }
    return statement;
  }

  /** Whether it was this call that closed the statement's handle. */
  final boolean untrack(StatementHandle statement) {
    OpenStatements open = statements;
    return isOpen() && open != null && open.remove(statement);
  }

  final boolean isOpen() {
    return loan != CLOSED && physical.revocation() == null;
  }

  /** The application is about to get something of the driver's that leads to its connection. */
  final void expose() throws SQLException {
    physical.attributes().expose();
  }

  /** What to throw from a handle that is not open. */
  final SQLException dead(@Nullable SQLException cause) {
    String message = "this connection was closed, and what was made from it with it";
    String reason = physical.revocation();
    if (loan != CLOSED && reason != null) {
      message = "the pool took this connection back: " + reason;
    }
    return new SQLNonTransientConnectionException(message, CONNECTION_DOES_NOT_EXIST, cause);
  }
}
