package dev.sluice;

import dev.sluice.core.BorrowException;
import dev.sluice.core.Client;
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

  /** On whose behalf threads borrow that belong to no application, or to the only one. */
  private final Client client = new Client();

  /** Null where the pool is one application's own. */
  private final @Nullable Users users;

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
    this.users = parts.shared() ? new Users(client) : null;
  }

  /**
   * Borrows.
   *
   * @param nanos how long that may take at most, in nanoseconds; never more than borrowTimeout
   * @return null if this run has ended because nobody used it, and another one may begin
   */
  @Nullable Connection borrow(long nanos) throws SQLException {
    if (users == null) {
      return lend(client, nanos);
    }
    Client user = use(users, Thread.currentThread().getContextClassLoader());
    ConnectionHandle handle = user == null ? null : lend(user, nanos);
    if (user == null || handle == null) {
      return null;
    }
    // The application may have ended between the two: either the reclaiming thread, which ends the
    // client and then looks for holders, finds this one, or this one sees that it has ended.
    VarHandle.fullFence();
    if (user.isGone()) {
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

  private @Nullable Client use(Users known, @Nullable ClassLoader context) throws SQLException {
    try {
      return known.clientOf(context);
    } catch (Users.RefusedException e) {
      throw parts.failures().closed(parts.name() + ": " + e.getMessage(), e);
    }
  }

  private @Nullable ConnectionHandle lend(Client to, long nanos) throws SQLException {
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
    try {
      return new ConnectionHandle(slot, to, recording ? new Throwable("borrowed here") : null);
    } catch (Error e) {
      // No memory, say: the slot must not be lost with the handle.
      pool.putBack(slot);
      throw e;
    }
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
    Set<Client> gone = users.remove(application);
    if (!gone.isEmpty()) {
      gone.forEach(Client::end);
      Predicate<Holder> whose = holder -> gone.contains(holder.client());
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

  /** Whether the applications that used a shared pool have gone, and nobody said so. */
  boolean lostItsUsers() {
    return users != null && users.lastWasCollected();
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
