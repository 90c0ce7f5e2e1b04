package dev.sluice.jdbc;

import dev.sluice.core.Slot;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The end of a loan, after its handle has died: cleans the connection up and gives it back. The
 * handle takes no part in it, so that something else may keep a connection whose handle was closed,
 * and end the loan later.
 */
final class LoanEnd {
  private LoanEnd() {}

  /**
   * Cleans up and ends the loan. Never throws: a failure ends the physical connection.
   *
   * @param slot where the connection lives; the clean-up of this loan has begun there
   * @param open the statements that are still open, or null
   */
  static void cleanUp(Slot<PhysicalConnection> slot, long loan, @Nullable OpenStatements open) {
    PhysicalConnection physical = slot.resource();
    boolean wasBroken = physical.isBroken();
    ReturnVerdict verdict = ReturnVerdict.BROKEN;
    try {
      verdict = physical.restore(open);
      if (verdict == ReturnVerdict.BROKEN
          && !wasBroken
          && physical.revocation() == null
          && physical.brokenBy() instanceof SQLException failure
          && physical.endsSession(failure)) {
        slot.suspectOthers(failure);
      }
    } finally {
      switch (verdict) {
        case CLEAN -> slot.release(loan);
        case RESET_NEEDED, SUSPECT -> slot.refresh(loan);
        case BROKEN -> slot.discard(loan, physical.brokenBy());
      }
    }
  }
}
