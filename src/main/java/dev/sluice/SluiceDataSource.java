package dev.sluice;

import dev.sluice.config.Settings;
import dev.sluice.core.PoolSnapshot;
import dev.sluice.lifecycle.Applications;
import dev.sluice.lifecycle.JvmShutdown;
import dev.sluice.lifecycle.ManagedPool;
import dev.sluice.lifecycle.OwnerFinder;
import dev.sluice.lifecycle.Users;
import dev.sluice.postgres.PgConnector;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A pool of PostgreSQL connections as a {@link DataSource}. Thread-safe.
 *
 * <p>Servers get it from {@link SluiceDataSourceFactory}, programs from {@link #builder()}. It
 * opens nothing until the first {@link #getConnection()}; {@link #close()} drains it: borrowers are
 * refused, running work has {@code drainTimeout} to end and is cancelled and rolled back after
 * that.
 */
public final class SluiceDataSource implements DataSource, AutoCloseable {
  private final PoolPlan plan;

  private final Managed managed = new Managed();

  /** Held while a run begins or ends, so that two of them never overlap. */
  private final ReentrantLock changing = new ReentrantLock();

  /** Written under {@link #changing}; null while nothing has been borrowed. */
  private volatile @Nullable PoolRun run;

  /** Written under {@link #changing}, before the last run ends. */
  private volatile boolean closed;

  SluiceDataSource(PoolPlan plan) {
    this.plan = plan;
  }

  /** Builds a pool in a program. */
  public static SluiceDataSourceBuilder builder() {
    return new SluiceDataSourceBuilder();
  }

  /**
   * Borrows a connection.
   *
   * @return a connection with the configured defaults; close it to give it back
   * @throws PoolTimeoutException if there was none within {@code borrowTimeout}
   * @throws PoolQueueFullException if {@code maxWaiters} threads wait already
   * @throws DatabaseRefusedException if the database refuses in a way that waiting does not mend
   * @throws BorrowInterruptedException if the thread was interrupted while it waited
   * @throws PoolClosedException if the pool is draining or closed
   * @throws SQLException in no other case
   */
  @Override
  public Connection getConnection() throws SQLException {
    PoolRun current = run;
    Connection lent = current == null ? null : current.borrow(Long.MAX_VALUE);
    return lent == null ? borrowAnew() : lent;
  }

  /** The first borrow, or one that met the end of a run that nobody used any more. */
  private Connection borrowAnew() throws SQLException {
    long deadline = System.nanoTime() + plan.settings().borrowTimeout().toNanos();
    admit();
    while (true) {
      PoolRun current = begin(deadline - System.nanoTime());
      Connection lent = current.borrow(Math.max(1, deadline - System.nanoTime()));
      if (lent != null) {
        return lent;
      }
    }
  }

  /**
   * Borrows a connection, if these are the pool's own credentials: a pool has one user.
   *
   * @param user the configured user, or null
   * @param password the configured password, or null
   * @throws SQLFeatureNotSupportedException if they are not
   * @throws SQLException as {@link #getConnection()}
   */
  @Override
  public Connection getConnection(@Nullable String user, @Nullable String password)
      throws SQLException {
    Settings settings = plan.settings();
    String configured = settings.password() == null ? null : settings.password().reveal();
    if (Objects.equals(user, settings.user()) && Objects.equals(password, configured)) {
      return getConnection();
    }
    throw new SQLFeatureNotSupportedException(
        plan.name()
            + ": a pool has one user. Call getConnection() without credentials, and configure"
            + " another resource for another user.",
        "0A000");
  }

  /** Whoever will be refused must not make a pool that sleeps open anything first. */
  private void admit() throws SQLException {
    if (plan.shared()) {
      try {
        Users.admit(Thread.currentThread().getContextClassLoader());
      } catch (Users.RefusedException e) {
        throw new PoolClosedException(plan.name() + ": " + e.getMessage(), "08003", e);
      }
    }
  }

  private PoolRun begin(long waitNanos) throws SQLException {
    if (closed) {
      throw refused();
    }
    boolean locked = false;
    try {
      // A run that ends has its own bounded time; whoever waits for it has borrowTimeout.
      locked = changing.tryLock(waitNanos, TimeUnit.NANOSECONDS);
      if (closed) {
        throw refused();
      }
      if (!locked) {
        throw new PoolTimeoutException(
            plan.name() + ": its connections are still being closed after its last use",
            "08001",
            PoolTimeoutException.Phase.WAITING,
            null);
      }
      PoolRun current = run;
      if (current == null) {
        current = plan.start(this::unused);
        run = current;
        JvmShutdown.watch(managed);
      }
      return current;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BorrowInterruptedException(
          plan.name() + ": the thread was interrupted while it waited", "08001", e);
    } finally {
      if (locked) {
        changing.unlock();
      }
    }
  }

  private PoolClosedException refused() {
    return new PoolClosedException(
        plan.name() + " is closed: it lends no more connections", "08003", null);
  }

  /** The pool's figures now. */
  public PoolStats stats() {
    PoolRun current = run;
    if (current == null) {
      int most = plan.settings().maxSize();
      return new PoolStats(plan.name(), most, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }
    PoolSnapshot now = current.snapshot();
    return new PoolStats(
        plan.name(),
        now.maxSize(),
        now.idle(),
        now.lent(),
        now.maintained(),
        now.connecting(),
        now.waiting(),
        now.borrows(),
        now.opened(),
        now.closed(),
        now.openFailures(),
        now.borrowFailures());
  }

  /** The pool's name: the attribute {@code name}, otherwise the resource's name. */
  public String name() {
    return plan.name();
  }

  /**
   * Drains the pool for good, and returns when that is done: within {@code drainTimeout} and a few
   * seconds. A second call waits for the first.
   *
   * <p>A pool of the server is not an application's to close: there the call takes back what the
   * calling application holds, and the others go on. Some containers close whatever an application
   * has looked up: TomEE at undeploy, Spring for a bean that it got from a method.
   */
  @Override
  public void close() {
    ClassLoader caller = Thread.currentThread().getContextClassLoader();
    if (plan.shared() && caller != null && OwnerFinder.isApplication(caller)) {
      leave(caller, "closed by an application");
    } else {
      end();
    }
  }

  private void end() {
    closed = true;
    changing.lock();
    try {
      PoolRun current = run;
      if (current != null) {
        current.drain("closed");
      }
      JvmShutdown.forget(managed);
      Applications.registry().forget(managed);
    } finally {
      changing.unlock();
    }
  }

  /** Whether the pool has been closed for good. */
  public boolean isClosed() {
    return closed;
  }

  /** Ends an application's use of the pool. */
  private void leave(ClassLoader application, String why) {
    PoolRun current = run;
    if (current != null) {
      current.userGone(application, why);
      sleep(current);
    }
  }

  /** Nobody is left who could use the pool, and nobody said so. */
  private void unused() {
    PoolRun current = run;
    if (Applications.isAbandoned()) {
      end();
    } else if (current != null) {
      sleep(current);
    }
  }

  /** If nobody uses this run any more, ends it: the next borrow begins another. */
  private void sleep(PoolRun current) {
    changing.lock();
    try {
      // Whoever comes from now on waits for the lock, that is until this run is gone.
      if (run == current && !closed && current.retire()) {
        current.drain("its last user has gone");
        run = null;
        JvmShutdown.forget(managed);
      }
    } finally {
      changing.unlock();
    }
  }

  /** The face that the life cycle sees. */
  ManagedPool managed() {
    return managed;
  }

  private final class Managed implements ManagedPool {
    @Override
    public String name() {
      return plan.name();
    }

    @Override
    public void close() {
      end();
    }

    @Override
    public boolean isClosed() {
      return closed;
    }

    @Override
    public boolean isClosedByServer() {
      return plan.closedByServer();
    }

    @Override
    public void userGone(ClassLoader application) {
      leave(application, "its application was undeployed");
    }

    @Override
    public void classesGone() {
      PgConnector.withdrawDriverRegistration(SluiceDataSource.class.getClassLoader());
    }

    @Override
    public SluiceDataSource dataSource() {
      return SluiceDataSource.this;
    }

    @Override
    public void usedBy(@Nullable ClassLoader application) throws SQLException {
      PoolRun current = run;
      if (current != null) {
        current.use(application);
      }
    }
  }

  @Override
  public <T> T unwrap(@Nullable Class<T> type) throws SQLException {
    if (type != null && type.isInstance(this)) {
      return type.cast(this);
    }
    String asked = type == null ? "null" : type.getName();
    throw new SQLException(plan.name() + " cannot be unwrapped to " + asked, "22023");
  }

  @Override
  public boolean isWrapperFor(@Nullable Class<?> type) {
    return type != null && type.isInstance(this);
  }

  /** The longest borrow, in seconds, rounded up. */
  @Override
  public int getLoginTimeout() {
    long seconds = plan.settings().borrowTimeout().plusMillis(999).toSeconds();
    return (int) Math.min(Integer.MAX_VALUE, seconds);
  }

  /**
   * Not supported: it is the attribute {@code borrowTimeout}. The value that it has is accepted.
   *
   * @param seconds the value, in seconds
   * @throws SQLFeatureNotSupportedException if it is another value than {@link #getLoginTimeout}
   */
  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    if (seconds == getLoginTimeout()) {
      return;
    }
    throw new SQLFeatureNotSupportedException(
        plan.name() + ": set the attribute borrowTimeout instead of the login timeout", "0A000");
  }

  /** Null: the pool writes to the logger {@code dev.sluice.pool}. */
  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  /**
   * Not supported: the pool writes to the logger {@code dev.sluice.pool}.
   *
   * @param writer null, which it is already
   * @throws SQLFeatureNotSupportedException if it is not null
   */
  @Override
  public void setLogWriter(@Nullable PrintWriter writer) throws SQLException {
    if (writer == null) {
      return;
    }
    throw new SQLFeatureNotSupportedException(
        plan.name() + ": the pool writes to the logger dev.sluice.pool", "0A000");
  }

  /**
   * Not supported.
   *
   * @throws SQLFeatureNotSupportedException always: the pool logs through System.Logger
   */
  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException(
        plan.name() + ": the pool logs through System.Logger", "0A000");
  }

  /** Names the pool and its target, without a secret. */
  @Override
  public String toString() {
    return "SluiceDataSource[" + plan.name() + (closed ? ", closed" : "") + "]";
  }
}
