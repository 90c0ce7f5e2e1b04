package dev.sluice.core;

import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The place in the pool that one resource lives in, and the means to end its loan.
 *
 * <p>Whose it is says its word in {@link SlotWords}. The compare-and-set of that word orders all
 * plain fields between one owner and the next.
 *
 * <p>A holder ends its loan by {@link #releaseUnused}; or by {@link #beginReturn}, its clean-up,
 * and then {@link #release}, {@link #refresh} or {@link #discard}. Until then the loan goes on and
 * has a holder: reports show it, and the pool may cut it off.
 *
 * @param <R> the resource
 */
public final class Slot<R> {
  final int index;

  private final SlotWords words;
  private final Returns<R> returns;

  /** The clean-up of a holder, on whose thread it runs. */
  final OwnCall cleanUp = new OwnCall();

  /** What the pool does with the resource while no loan goes on. */
  final OwnCall ownCall = new OwnCall();

  /** Written by the owner while CONNECTING and CLOSING; read by the owner, and by a drain. */
  private volatile @Nullable R resource;

  // Of the loan whose holder the words call known: drains, reports and maintenance believe them
  // only if that loan is on, before and after. The borrower writes them only where they differ from
  // what is there: storing a reference costs more than comparing it, and a thread tends to meet its
  // own slot again. A loan writes nothing else here, where another slot's fields may be on the
  // line.

  private @Nullable Thread borrower;
  private @Nullable Client client;
  private @Nullable Throwable borrowedAt;

  /** The suspicion up to which the resource has been tested. Written by the owner. */
  int clearedSuspicion;

  // Written while CONNECTING; maintenance, which alone reads them, sees them once it is not.

  long openedAt;
  long expiresAt;

  /** When a test in the background last succeeded. Written by the owner, read by maintenance. */
  volatile long testedAt;

  Slot(int index, SlotWords words, Returns<R> returns) {
    this.index = index;
    this.words = words;
    this.returns = returns;
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
  public long lentTo(Client newClient, @Nullable Throwable newBorrowedAt) {
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
    long loan = words.loan(index);
    words.tell(index, loan);
    return loan;
  }

  /** Whether the holder of this loan has the resource, and has not begun to give it back. */
  public boolean isLent(long loan) {
    return words.isInUse(index, loan);
  }

  /**
   * Ends the loan of a resource that its holder did not touch.
   *
   * @return false if the loan was over
   */
  public boolean releaseUnused(long loan) {
    return returns.releaseUnused(this, loan);
  }

  /**
   * The holder gives the resource back and cleans up, on this thread; {@link #release}, {@link
   * #refresh} or {@link #discard} follows. From any thread.
   *
   * @return whether it was this call that began it: not if the loan is over
   */
  public boolean beginReturn(long loan) {
    if (!words.beginReturn(index, loan)) {
      return false;
    }
    cleanUp.begin();
    return true;
  }

  /** Cleaned up: the resource may be lent again at once. */
  public void release(long loan) {
    cleanUp.end();
    returns.release(this, loan);
  }

  /** Cleaned up, but for what takes a round trip; that is done in the background. */
  public void refresh(long loan) {
    cleanUp.end();
    returns.refresh(this, loan);
  }

  /**
   * The resource is of no use any more.
   *
   * @param cause what broke it, or null
   */
  public void discard(long loan, @Nullable Throwable cause) {
    cleanUp.end();
    returns.discard(this, loan, cause);
  }

  /**
   * Has every resource of the pool that is open now tested before it is lent again.
   *
   * @param cause what gave rise to it, or null
   */
  public void suspectOthers(@Nullable Throwable cause) {
    returns.suspectOthers(cause);
  }

  /**
   * A cancel request is about to be sent against this loan. Until {@link #endCancel} the resource
   * is not lent again: if the loan ends meanwhile, it is closed, otherwise it is tested. From any
   * thread.
   *
   * @return false if the loan is over, or is being cleaned up: then nothing may be sent
   */
  public boolean beginCancel(long loan) {
    return words.beginCancel(index, loan, 0);
  }

  /** The request was delivered, or could not be. From any thread. */
  public void endCancel(long loan) {
    words.endCancel(index, loan);
  }

  /** Who holds the resource, or null when it is not lent or the borrower has not said yet. */
  public @Nullable Holder holder() {
    long loan = words.told(index);
    if (loan == 0 || !words.isOn(index, loan)) {
      return null;
    }
    Thread thread = borrower;
    Client whose = client;
    Throwable where = borrowedAt;
    // The next borrower writes them after the word has changed.
    VarHandle.acquireFence();
    long word = words.word(index);
    boolean returning = SlotWords.stateOf(word) == SlotWords.RETURNING;
    if (thread == null || whose == null || !words.isOn(index, loan)) {
      return null;
    }
    return new Holder(loan, whose, thread, where, returning);
  }

  /** Lets go of who held the resource last. For the owner. */
  void forgetHolder() {
    borrower = null;
    client = null;
    borrowedAt = null;
  }

  void fill(R opened, int suspicion, long now, long expires) {
    resource = opened;
    clearedSuspicion = suspicion;
    openedAt = now;
    testedAt = now;
    expiresAt = expires;
  }

  void clear() {
    resource = null;
    forgetHolder();
  }

  /** The resource as others may see it: null once it is closed. */
  @Nullable R resourceOrNull() {
    return resource;
  }
}
