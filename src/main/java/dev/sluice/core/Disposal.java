package dev.sluice.core;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Closes resources, in turn and politely, or cuts them at once. Thread-safe.
 *
 * @param <R> the resource
 */
final class Disposal<R> {
  private final ResourcePolicy<R> policy;
  private final SlotWords words;
  private final ReentrantLock lock;
  private final Permits<R> permits;
  private final Replacing<R> replacing;
  private final Workers workers;
  private final Announcer<R> announcer;

  /** A permit is back: somebody may want it. Called on a thread of the pool, without the lock. */
  private final Runnable permitBack;

  /** Guarded by the lock. */
  private long closed;

  Disposal(
      ResourcePolicy<R> policy,
      SlotWords words,
      ReentrantLock lock,
      Permits<R> permits,
      Replacing<R> replacing,
      Workers workers,
      Announcer<R> announcer,
      Runnable permitBack) {
    this.policy = policy;
    this.words = words;
    this.lock = lock;
    this.permits = permits;
    this.replacing = replacing;
    this.workers = workers;
    this.announcer = announcer;
    this.permitBack = permitBack;
  }

  /** How many resources were closed. Under the lock. */
  long closed() {
    assert lock.isHeldByCurrentThread();
    return closed;
  }

  /**
   * Closes what is in a slot that the caller owns, in any state but CLOSING, without a loan.
   *
   * @param cause what broke it, or null
   */
  void dispose(Slot<R> slot, Retirement why, @Nullable Throwable cause) {
    words.beginClosing(slot.index);
    close(slot, why, cause, false);
  }

  /**
   * Closes what is in a slot that is CLOSING, on a thread of the pool, and gives the permit back
   * after that. Called once for each time that a slot becomes CLOSING, by whoever brought it about.
   *
   * @param cause what broke it, or null
   * @param replace whether another resource is to be opened instead
   */
  void close(Slot<R> slot, Retirement why, @Nullable Throwable cause, boolean replace) {
    R resource = slot.resource();
    workers.serve(
        () -> {
          Throwable failure = null;
          slot.ownCall.begin();
          try {
            policy.close(resource, why.broken());
          } catch (RuntimeException | Error e) {
            failure = e;
          } finally {
            slot.ownCall.end();
          }
          emptied(slot, replace);
          Throwable reason = cause == null ? failure : cause;
          announcer.tell(listener -> listener.closed(resource, why, reason));
          permitBack.run();
        });
  }

  private void emptied(Slot<R> slot, boolean replace) {
    lock.lock();
    try {
      slot.clear();
      replacing.gone(slot);
      words.emptied(slot.index);
      permits.back(slot);
      closed++;
      if (replace) {
        permits.owe();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends whatever goes on in a resource, at once and whoever is in it. For the owner of a slot, or
   * for whoever has seen to it that the resource is not lent again.
   */
  void cut(Slot<R> slot, R resource) {
    try {
      policy.cut(resource);
    } catch (RuntimeException | Error e) {
      // The orderly close, which follows, is all that is left to do.
    }
    slot.cleanUp.interrupt();
    slot.ownCall.interrupt();
  }

  /**
   * Ends a loan for its holder, and cuts the resource.
   *
   * @param reason as for {@link ResourcePolicy#revoked}
   * @return false if the loan is over
   */
  boolean cutOff(Slot<R> slot, long loan, Retirement why, String reason) {
    R resource = slot.resourceOrNull();
    if (resource == null || words.endLoan(slot.index, loan, SlotWords.CLOSING) == SlotWords.OVER) {
      return false;
    }
    try {
      policy.revoked(resource, reason);
    } catch (RuntimeException | Error e) {
      // The cut tells the holder as well, if less clearly.
    }
    cut(slot, resource);
    close(slot, why, null, false);
    return true;
  }
}
