package dev.sluice.jdbc;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The statements that a handle's close has to close: a list whose links are the statements' own.
 *
 * <p>This object is the lock of all links and of {@link StatementHandle#closed}. It is held for a
 * few field writes, never while the driver is called, and no application can reach it. A statement
 * is on the list or closed: whoever takes it off calls the driver, nobody else.
 */
final class OpenStatements {
  private @Nullable StatementHandle newest;

  synchronized void add(StatementHandle statement) {
    StatementHandle older = newest;
    if (older != null) {
      older.newer = statement;
    }
    statement.older = older;
    newest = statement;
  }

  /** Whether the statement was on the list. */
  synchronized boolean remove(StatementHandle statement) {
    if (statement.closed) {
      return false;
    }
    statement.closed = true;
    StatementHandle older = statement.older;
    StatementHandle newer = statement.newer;
    if (older != null) {
      older.newer = newer;
    }
    if (newer != null) {
      newer.older = older;
    } else {
      newest = older;
    }
    statement.older = null;
    statement.newer = null;
    return true;
  }

  /**
   * Closes the driver's statements, the newest first. What is thrown is told to the connection.
   *
   * @return how many there were
   */
  int closeAll(PhysicalConnection physical) {
    int count = 0;
    for (StatementHandle next = takeAll(); next != null; ) {
      try {
        next.raw.close();
      } catch (SQLException failure) {
        physical.failed(failure);
      } catch (RuntimeException | Error failure) {
        physical.markBroken(failure);
      }
      count++;
      StatementHandle older = next.older;
      next.older = null;
      next = older;
    }
    return count;
  }

  /** Empties the list; what was on it is the caller's, linked by older. */
  private synchronized @Nullable StatementHandle takeAll() {
    StatementHandle all = newest;
    newest = null;
    for (StatementHandle each = all; each != null; each = each.older) {
      each.closed = true;
      each.newer = null;
    }
    return all;
  }
}
