package dev.sluice.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import org.jspecify.annotations.Nullable;

/**
 * One connection of the driver, one server session. Subclasses know the database.
 *
 * <p>It belongs to one holder at a time: the handle that it is lent to, or the pool's maintenance.
 * Only {@link #cancel}, {@link #cut}, {@link #abort}, {@link #isBroken}, {@link #markBroken} and
 * {@link #revoked} may be called from elsewhere. Handing it from one holder to the next publishes
 * its plain fields: that is the pool's slot's task.
 */
public abstract class PhysicalConnection {
  /** More links than any driver chains: a chain that goes on longer runs in a circle. */
  private static final int LONGEST_CHAIN = 64;

  private final Connection raw;
  private final SessionDefaults defaults;

  /** Set before the first loan, and never again. */
  private boolean resetOnReturn;

  /** Set before the first loan, and never again. */
  private boolean testedAtBorrow;

  /** Set before the first loan, and never again. */
  private CleanUpListener cleanUpListener = CleanUpListener.NONE;

  /** The holder's own; null until one of the attributes is changed for the first time. */
  private @Nullable SessionAttributes attributes;

  /** The first failure that ended the session. Written by any thread, never back to null. */
  private volatile @Nullable Throwable broken;

  /** Why the pool took this away from its last holder; null until it does. */
  private volatile @Nullable String revocation;

  /**
   * @param raw the driver's own connection, as the driver opened it
   * @param defaults what each borrower is to find; {@link #prepare} brings it about
   */
  protected PhysicalConnection(Connection raw, SessionDefaults defaults) {
    this.raw = raw;
    this.defaults = defaults;
  }

  /** The driver's own connection. */
  public final Connection raw() {
    return raw;
  }

  /** What each borrower finds on this connection. */
  public final SessionDefaults defaults() {
    return defaults;
  }

  /**
   * Whether {@link #restore} asks for a session reset once the connection was used. To be said
   * before the first loan.
   */
  public final void resetOnReturn(boolean resetOnReturn) {
    this.resetOnReturn = resetOnReturn;
  }

  /** Who hears what the clean-up at each return had to do. To be said before the first loan. */
  public final void cleanUpListener(CleanUpListener listener) {
    this.cleanUpListener = listener;
  }

  /** Whether each borrow looks or asks whether this lives. To be said before the first loan. */
  public final void testedAtBorrow(boolean testedAtBorrow) {
    this.testedAtBorrow = testedAtBorrow;
  }

  /** Whether each borrow looks or asks whether this lives; not so until it is said. */
  public final boolean isTestedAtBorrow() {
    return testedAtBorrow;
  }

  /** The URL to show in metadata, without secrets; null for the driver's own. */
  protected @Nullable String url() {
    return null;
  }

  /** Where the session stands, without a round trip. */
  public abstract TransactionState transactionState();

  /**
   * Whether this failure, taken by itself, means that the session can't be used any more. {@link
   * #failed} asks for each link of a chain of failures.
   */
  public abstract boolean isFatal(SQLException failure);

  /** Looks at the socket. Only for a connection that nobody else is reading from. */
  public abstract Liveness probe();

  /**
   * Asks the server with a round trip.
   *
   * @param timeoutMillis how long the answer may take, in milliseconds; 0 for no limit of its own
   * @return whether the server answered
   */
  public abstract boolean test(long timeoutMillis);

  /** Ends a running statement by the protocol's own request. Never throws. */
  public abstract void cancel();

  /**
   * Ends the connection at once: every call into it that is under way fails soon, on whatever
   * thread. Never blocks, never throws.
   *
   * @return false if that can't be done without the chance of blocking: then {@link #abort}, on a
   *     thread of its own, is what there is
   */
  public abstract boolean cut();

  /** Cuts the connection, whatever it is doing, and lets the driver know. Never throws. */
  public abstract void abort();

  /** Closes the connection in an orderly way. Never throws. */
  public abstract void close();

  /** Puts the search path back to what each borrower finds. Called with autocommit on. */
  protected abstract void restoreSchema() throws SQLException;

  /** Puts the transaction isolation back to what each borrower finds. With autocommit on. */
  protected abstract void restoreIsolation() throws SQLException;

  /**
   * Undoes, with a round trip, what SQL statements changed in the session: everything that {@code
   * DISCARD ALL} undoes save prepared plans.
   */
  protected abstract void resetSession() throws SQLException;

  /** Called before a borrower changes the schema: the last moment to see what it was. */
  protected void rememberSchema() throws SQLException {}

  /** Called before a borrower changes the isolation: the last moment to see what it was. */
  protected void rememberIsolation() throws SQLException {}

  /**
   * Puts back what the driver has beyond JDBC, without a round trip. Called at the return of a
   * connection that its borrower had unwrapped.
   */
  protected void restoreExposed() throws SQLException {}

  /**
   * Whether a call is under way in the driver, on whatever thread, as far as that can be told at
   * once. From any thread.
   */
  protected boolean isOccupied() {
    return false;
  }

  /**
   * Why a connection that was just given back can't be lent again, or null: another thread is in
   * the driver, a cancel request is under way, an exchange with the server was left half-way. Never
   * waits for another thread.
   *
   * @param exposed whether its borrower had it unwrapped
   * @throws SQLException if it can't be lent again either
   */
  protected @Nullable String unfitAtReturn(boolean exposed) throws SQLException {
    return isOccupied() ? "another thread was using it when it was given back" : null;
  }

  /** From now on the calls into the driver are the pool's own, and have its time limit. */
  protected void beginOwnCalls() throws SQLException {}

  /** They are over. */
  protected void endOwnCalls() {}

  /** Called before a borrower is given the driver's connection. */
  protected void rememberExposed() throws SQLException {}

  /**
   * Whether something waits on the socket of a connection that was just given back, transaction
   * over: what a server that ends the session sends. Called for used connections only.
   */
  protected boolean pendingAtReturn() {
    return false;
  }

  /**
   * Brings about what each borrower is to find. Called once, before the first loan. What asks for a
   * round trip comes while autocommit is on, so that no transaction stays open.
   *
   * @throws SQLException if the driver or the server refuses; the connection is then to be closed
   */
  public void prepare() throws SQLException {
    Integer isolation = defaults.isolation();
    if (isolation != null) {
      raw.setTransactionIsolation(isolation);
    }
    if (defaults.schema() != null) {
      raw.setSchema(defaults.schema());
    }
    if (defaults.readOnly()) {
      raw.setReadOnly(true);
    }
    if (!defaults.autoCommit()) {
      raw.setAutoCommit(false);
    }
  }

  /**
   * Undoes what the borrower did: closes statements, rolls back if a transaction is open, puts back
   * the attributes that were changed, and makes no call for anything else. There is no need of it
   * for a connection that its borrower never used. Never throws: a failure breaks the connection.
   *
   * @param open the statements that are still open, or null
   * @return what the connection is good for now
   */
  final ReturnVerdict restore(@Nullable OpenStatements open) {
    if (broken != null) {
      return ReturnVerdict.BROKEN;
    }
    try {
      if (raw.isClosed()) {
        throw new SQLNonTransientConnectionException(
            "the driver's connection was closed while it was lent", "08003");
      }
      String unfit = unfitAtReturn(attributes != null && attributes.isExposed());
      if (unfit != null) {
        throw new SQLException(unfit);
      }
      boolean calls =
          open != null
              || transactionState() != TransactionState.IDLE
              || (attributes != null && attributes.isDirty());
      if (calls) {
        undo(open);
      }
      if (broken != null) {
        return ReturnVerdict.BROKEN;
      }
      raw.clearWarnings();
      if (resetOnReturn) {
        return ReturnVerdict.RESET_NEEDED;
      }
      return pendingAtReturn() ? ReturnVerdict.SUSPECT : ReturnVerdict.CLEAN;
    } catch (SQLException | RuntimeException | Error failure) {
      markBroken(failure);
      return ReturnVerdict.BROKEN;
    }
  }

  private void undo(@Nullable OpenStatements open) throws SQLException {
    beginOwnCalls();
    try {
      if (open != null) {
        int count = open.closeAll(this);
        if (count > 0) {
          cleanUpListener.statementsLeftOpen(this, count);
        }
      }
      endTransaction();
      if (attributes != null) {
        attributes.undo();
      }
    } finally {
      endOwnCalls();
    }
  }

  private void endTransaction() throws SQLException {
    TransactionState state = transactionState();
    if (state == TransactionState.IDLE) {
      return;
    }
    boolean autoCommit = attributes == null ? defaults.autoCommit() : attributes.autoCommit();
    if (autoCommit && state == TransactionState.UNKNOWN) {
      return;
    }
    if (autoCommit) {
      // A BEGIN of the application's own: drivers refuse to roll back until autocommit is off.
      attributes().setAutoCommit(false);
    }
    raw.rollback();
    if (state != TransactionState.UNKNOWN) {
      cleanUpListener.rolledBack(this);
    }
  }

  /**
   * Resets the session with round trips, in the hands of maintenance. Never throws: a failure
   * breaks the connection.
   *
   * @return whether the next borrower finds it as every borrower should
   */
  public final boolean reset() {
    try {
      resetSession();
      if (defaults.isolation() != null) {
        restoreIsolation();
      }
      if (defaults.schema() != null) {
        restoreSchema();
      }
      // Last: initSql may have raised some again.
      raw.clearWarnings();
      return true;
    } catch (SQLException | RuntimeException | Error failure) {
      markBroken(failure);
      return false;
    }
  }

  /**
   * Hears of a failure of this connection or of something made from it. If any link of its chain of
   * causes and next exceptions is fatal, the connection is broken from now on.
   *
   * @return the same failure
   */
  public final SQLException failed(SQLException failure) {
    if (broken == null && endsSession(failure)) {
      markBroken(failure);
    }
    return failure;
  }

  /** Whether any link of this failure's chain means that the session can't be used any more. */
  public final boolean endsSession(SQLException failure) {
    int links = 0;
    for (Throwable link : failure) {
      if (link instanceof SQLRecoverableException
          || link instanceof SQLNonTransientConnectionException
          || (link instanceof SQLException cause && isFatal(cause))) {
        return true;
      }
      if (++links == LONGEST_CHAIN) {
        return false;
      }
    }
    return false;
  }

  /** Says that the session can't be used any more; the first cause is kept. */
  public final void markBroken(Throwable cause) {
    if (broken == null) {
      broken = cause;
    }
  }

  /** Whether the session can't be used any more, as far as anything showed it. */
  public final boolean isBroken() {
    return broken != null;
  }

  /** What broke the session; null while nothing did. */
  public final @Nullable Throwable brokenBy() {
    return broken;
  }

  final SessionAttributes attributes() {
    if (attributes == null) {
      attributes = new SessionAttributes(this);
    }
    return attributes;
  }

  /**
   * The pool took this away from its holder, for good: each further call on his handle fails.
   *
   * @param reason completes the sentence "the pool took this connection back: …"
   */
  public final void revoked(String reason) {
    revocation = reason;
  }

  final @Nullable String revocation() {
    return revocation;
  }

  /** Names the driver's connection without calling it, and without a secret. */
  @Override
  public String toString() {
    return raw.getClass().getSimpleName() + '@' + Integer.toHexString(System.identityHashCode(raw));
  }
}
