package dev.sluice.core;

import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The place in the pool that one resource lives in.
 *
 * <p>Whose it is says its word in {@link Loans}. The compare-and-set of that word orders all plain
 * fields between one owner and the next.
 *
 * <table>
 * <caption>Transitions of the phase</caption>
 * <tr><th>from</th><th>to</th><th>by</th></tr>
 * <tr><td>EMPTY</td><td>CONNECTING</td><td>a permit taken, under the lock</td></tr>
 * <tr><td>CONNECTING</td><td>LIVE</td><td>a resource opened</td></tr>
 * <tr><td>CONNECTING</td><td>EMPTY</td><td>opening failed: the permit is back</td></tr>
 * <tr><td>LIVE</td><td>MAINTENANCE</td><td>claimed by maintenance, or returned for it</td></tr>
 * <tr><td>MAINTENANCE</td><td>LIVE</td><td>published again</td></tr>
 * <tr><td>LIVE, MAINTENANCE</td><td>CLOSING</td><td>the owner gave it up</td></tr>
 * <tr><td>CLOSING</td><td>EMPTY</td><td>closed: the permit is back</td></tr>
 * </table>
 *
 * @param <R> the resource
 */
public final class Slot<R> {
  /** Where a slot stands. A LIVE slot is idle or lent, as its word says. */
  enum Phase {
    EMPTY,
    CONNECTING,
    LIVE,
    MAINTENANCE,
    CLOSING
  }

  final int index;

  private final Loans loans;

  /** Written by the owner while CONNECTING and CLOSING; read by the owner, and by a drain. */
  private volatile @Nullable R resource;

  /** Written by the owner; anybody may read it, and it may have changed by then. */
  volatile Phase phase = Phase.EMPTY;

  // Of the loan that Loans says is told: drains, reports and maintenance believe them only if that
  // loan is on, before and after. The borrower writes them only where they differ from what is
  // there: storing a reference costs more than comparing it, and a thread tends to meet its own
  // slot again. A loan writes nothing else here, where another slot's fields may be on the line.

  private @Nullable Thread borrower;
  private @Nullable Object client;
  private @Nullable Throwable borrowedAt;

  /** The suspicion up to which the resource has been tested. Written by the owner. */
  int clearedSuspicion;

  /** Set by maintenance: the borrower's return closes the resource. */
  volatile boolean condemned;

  // What follows is written and read by the maintenance thread alone, save at opening, when the
  // slot is not LIVE yet and maintenance passes it by.

  long expiresAt;
  long quietSince;
  long seenUses;
  long lentSince;
  boolean seenLent;
  long leakReportedAtUse = -1;

  /** When a test in the background last succeeded. Written by the slot's owner. */
  long testedAt;

  /** A successor was asked for. Written by maintenance; withdrawn, under the lock, by a failure. */
  volatile boolean successionRequested;

  Slot(int index, Loans loans) {
    this.index = index;
    this.loans = loans;
  }

  /** For tests of the layers above: a slot of no pool, lent. */
  public static <R> Slot<R> detached(R resource) {
    Slot<R> slot = new Slot<>(0, new Loans(1));
    slot.resource = resource;
    slot.loans.lend(0);
    return slot;
  }

  /** The resource in this slot. Only for whoever owns the slot. */
  public R resource() {
    return Objects.requireNonNull(resource, "an empty slot was used");
  }

  /**
   * Names who holds the resource, so that a drain and a report can find him. For the borrower, once
   * a loan.
   *
   * @param newClient on whose behalf the thread borrows
   * @param newBorrowedAt made where the borrow happened, or null where nobody wants to know
   * @return the loan, never 0: whoever ends it names it
   */
  public long lentTo(Object newClient, @Nullable Throwable newBorrowedAt) {
    Thread current = Thread.currentThread();
    if (borrower != current) {
      borrower = current;
    }
    if (client != newClient) {
      client = newClient;
    }
    if (borrowedAt != newBorrowedAt) {
      borrowedAt = newBorrowedAt;
    }
    long loan = loans.loan(index);
    loans.tell(index, loan);
    return loan;
  }

  /** Whether this loan goes on. From any thread. */
  public boolean isLent(long loan) {
    return loans.isOn(index, loan);
  }

  /**
   * Ends a loan. From any thread.
   *
   * @return whether it was this call that ended it: then the slot is the caller's, who tells the
   *     pool what to do with it
   */
  public boolean endLoan(long loan) {
    return loans.end(index, loan);
  }

  /** Who holds the resource, or null when it is not lent or the borrower has not said yet. */
  public @Nullable Holder holder() {
    long loan = loans.told(index);
    if (loan == 0 || !loans.isOn(index, loan)) {
      return null;
    }
    Thread thread = borrower;
    Object whose = client;
    Throwable where = borrowedAt;
    // The next borrower writes them after the word has changed.
    VarHandle.acquireFence();
    if (thread == null || whose == null || !loans.isOn(index, loan)) {
      return null;
    }
    return new Holder(loan, whose, thread, where);
  }

  /** Lets go of who held the resource last. For the owner. */
  void forgetHolder() {
    borrower = null;
    client = null;
    borrowedAt = null;
  }

  /** How often this slot was lent; a loan counts when it has ended. */
  long uses() {
    return loans.ended(index);
  }

  void fill(R opened, int suspicion, long now, long expires) {
    resource = opened;
    clearedSuspicion = suspicion;
    condemned = false;
    expiresAt = expires;
    quietSince = now;
    testedAt = now;
    seenUses = uses();
    seenLent = false;
    successionRequested = false;
    phase = Phase.LIVE;
  }

  void clear() {
    resource = null;
    forgetHolder();
    phase = Phase.EMPTY;
  }

  /** The resource as a drain may see it: null once it is closed. */
  @Nullable R resourceOrNull() {
    return resource;
  }
}
