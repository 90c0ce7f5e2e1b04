package dev.sluice;

import dev.sluice.core.BorrowException;
import dev.sluice.core.DrainPlan;
import dev.sluice.core.DrainReport;
import dev.sluice.core.Holder;
import dev.sluice.core.Pool;
import dev.sluice.core.PoolSnapshot;
import dev.sluice.core.Slot;
import dev.sluice.jdbc.ConnectionHandle;
import dev.sluice.jdbc.PhysicalConnection;
import dev.sluice.lifecycle.Users;
import dev.sluice.observe.PoolLog;
import java.lang.invoke.VarHandle;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A pool from its first borrow to its drain. A shared pool that nobody uses any more drains, and
 * the next borrow makes another run.
 */
final class PoolRun {
  /** What a run is made of. */
  record Parts(
      String name,
      Pool<PhysicalConnection> pool,
      PoolLog<PhysicalConnection> log,
      BorrowFailures failures,
      Duration borrowTimeout,
      Duration drainTimeout,
      boolean recordBorrows,
      boolean shared) {}

  private final Parts parts;
  private final Pool<PhysicalConnection> pool;
  private final long borrowNanos;
  private final Desk desk;
  private final @Nullable Users<Desk> users;

  /**
   * Whether borrows record their stacks. That costs more than a borrow does, so without leakTimeout
   * it begins when it is needed: when everything is lent. Any thread sets it, and none clears it.
   */
  private volatile boolean recording;

  /** Set once, before this run drains because nobody uses it. */
  private volatile boolean retired;

  PoolRun(Parts parts) {
    this.parts = parts;
    this.pool = parts.pool();
    this.borrowNanos = parts.borrowTimeout().toNanos();
    this.recording = parts.recordBorrows();
    this.desk = new Desk(pool);
    this.users = parts.shared() ? new Users<>(() -> new Desk(pool), desk) : null;
  }

  /**
   * Borrows.
   *
   * @param nanos how long that may take at most, in nanoseconds; never more than borrowTimeout
   * @return null if this run has ended because nobody used it, and another one may begin
   */
  @Nullable Connection borrow(long nanos) throws SQLException {
    if (users == null) {
      return lend(desk, nanos);
    }
    Desk user = use(users, Thread.currentThread().getContextClassLoader());
    ConnectionHandle handle = user == null ? null : lend(user, nanos);
    if (user == null || handle == null) {
      return null;
    }
    // The application may have ended between the two: either the reclaiming thread, which closes
    // the desk and then looks for holders, finds this one, or this one sees the closed desk.
    VarHandle.fullFence();
    if (user.isClosed()) {
      handle.close();
      throw parts.failures().closed(parts.name() + ": the application was undeployed", null);
    }
    return handle;
  }

  /** Notes that an application uses a shared pool. */
  void use(@Nullable ClassLoader context) throws SQLException {
    if (users != null) {
      use(users, context);
    }
  }

  private @Nullable Desk use(Users<Desk> known, @Nullable ClassLoader context) throws SQLException {
    try {
      return known.deskOf(context);
    } catch (Users.RefusedException e) {
      throw parts.failures().closed(parts.name() + ": " + e.getMessage(), e);
    }
  }

  private @Nullable ConnectionHandle lend(Desk to, long nanos) throws SQLException {
    Slot<PhysicalConnection> slot;
    try {
      slot = pool.borrow(Math.min(nanos, borrowNanos));
    } catch (BorrowException e) {
      recording |= e.phase() == BorrowException.Phase.WAITING;
      if (retired && e.reason() == BorrowException.Reason.CLOSED) {
        return null;
      }
      throw parts.failures().translate(e, pool.holders());
    }
    Throwable stack = recording ? new Throwable("borrowed here") : null;
    return new ConnectionHandle(slot, to, stack);
  }

  /** Ends this run; at the first call. */
  void drain(String why) {
    boolean first = !pool.isClosed();
    DrainReport report = pool.drain(DrainPlan.within(parts.drainTimeout()));
    if (first) {
      parts.log().drained(report, why);
    }
  }

  /** Takes back what an application holds. */
  void userGone(ClassLoader application, String why) {
    if (users == null) {
      return;
    }
    Set<Desk> gone = users.remove(application);
    if (!gone.isEmpty()) {
      gone.forEach(Desk::close);
      Predicate<Holder> whose =
          holder -> holder.client() instanceof Desk desk && gone.contains(desk);
      Predicate<Thread> waiting = thread -> belongs(thread.getContextClassLoader(), application);
      DrainReport report = pool.reclaim(DrainPlan.within(parts.drainTimeout()), whose, waiting);
      parts.log().reclaimed(report, why);
    }
  }

  private static boolean belongs(@Nullable ClassLoader context, ClassLoader application) {
    for (ClassLoader loader = context; loader != null; loader = loader.getParent()) {
      if (loader == application) {
        return true;
      }
    }
    return false;
  }

  /**
   * Takes no more users, if nobody uses the pool: no application, and no thread of the server.
   *
   * @return whether that is so, and this run is to be drained
   */
  boolean retire() {
    if (users != null && pool.holders().isEmpty() && users.retire()) {
      retired = true;
    }
    return retired;
  }

  PoolSnapshot snapshot() {
    return pool.snapshot();
  }
}
