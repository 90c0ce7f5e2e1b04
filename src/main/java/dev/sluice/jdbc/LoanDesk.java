package dev.sluice.jdbc;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Where a {@link ConnectionHandle} ends its loan.
 *
 * <p>Exactly one of {@link #giveBack}, {@link #discard} and {@link #recycle} is called for each
 * handle that was not {@linkplain ConnectionHandle#revoke revoked}, once, on the thread that closed
 * the handle and after the handle died. No lock is held. None of them may throw.
 */
public interface LoanDesk {
  /** Takes back a connection that may be lent again at once. */
  void giveBack(ConnectionHandle handle);

  /**
   * Takes back a connection that is never to be lent again.
   *
   * @param cause what ended it, or null where the application aborted it
   */
  void discard(ConnectionHandle handle, @Nullable Throwable cause);

  /**
   * Takes back a connection that needs attention in the background first: {@link
   * PhysicalConnection#reset} where sessions are reset at return, else {@link
   * PhysicalConnection#test}.
   */
  void recycle(ConnectionHandle handle);

  /**
   * Hears that this connection died under its borrower. Called once for a connection, before the
   * loan ends.
   */
  void failed(ConnectionHandle handle, SQLException failure);
}
