package dev.sluice;

import dev.sluice.core.Pool;
import dev.sluice.jdbc.ConnectionHandle;
import dev.sluice.jdbc.LoanDesk;
import dev.sluice.jdbc.PhysicalConnection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Where handles come back. One for each application that uses a shared pool, so that a handle tells
 * whose it is; one for all where a pool is an application's own.
 */
final class Desk implements LoanDesk {
  private final Pool<PhysicalConnection> pool;

  /** Set once, when the application ends; a borrower that sees it late gives back at once. */
  private volatile boolean closed;

  Desk(Pool<PhysicalConnection> pool) {
    this.pool = pool;
  }

  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public boolean giveBackUntouched(ConnectionHandle handle) {
    return pool.giveBack(handle.slot(), handle.loan());
  }

  @Override
  public void giveBack(ConnectionHandle handle) {
    pool.release(handle.slot());
  }

  @Override
  public void discard(ConnectionHandle handle, @Nullable Throwable cause) {
    pool.discard(handle.slot(), cause);
  }

  @Override
  public void recycle(ConnectionHandle handle) {
    pool.refresh(handle.slot());
  }

  @Override
  public void failed(ConnectionHandle handle, SQLException failure) {
    pool.suspect(failure);
  }
}
