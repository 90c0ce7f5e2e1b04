package dev.sluice.jdbc;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Where a {@link ConnectionHandle} ends its loan.
 *
 * <p>For each handle whose loan the application ends, exactly one of {@link #giveBack}, {@link
 * #discard} and {@link #recycle} is called, once, on the thread that closed the handle and after
 * the handle died; or {@link #giveBackUntouched}, which ends the loan itself. No lock is held. None
 * of them may throw.
 */
public interface LoanDesk {
  /**
   * Ends the loan of a connection that its borrower never called, and takes it back to be lent
   * again at once.
   *
   * @return false if the loan has ended before, and nothing was done
   */
  default boolean giveBackUntouched(ConnectionHandle handle) {
    if (!handle.end()) {
      return false;
    }
    giveBack(handle);
    return true;
  }

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
