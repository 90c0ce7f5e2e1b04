package dev.sluice.core;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A call that the pool makes into a resource for itself, so that another thread can interrupt it
 * and nothing else that the calling thread does. Thread-safe.
 *
 * <p>An interrupt that somebody else sends at the same moment can't be told apart, and is lost with
 * the pool's own.
 */
final class OwnCall {
  private static final Object SENDING = new Object();
  private static final Object SENT = new Object();

  /** In the middle of a range that no other slot's call shares a pair of cache lines with. */
  private static final int CALLER = 16;

  /** The calling thread; SENDING and SENT while, and after, it is interrupted. */
  private final AtomicReferenceArray<Object> caller = new AtomicReferenceArray<>(2 * CALLER);

  /** The current thread calls. One call at a time: the owner of the slot sees to that. */
  void begin() {
    caller.setRelease(CALLER, Thread.currentThread());
  }

  /** The call is over. An interrupt that {@link #interrupt} sent ends here. */
  void end() {
    if (caller.compareAndSet(CALLER, Thread.currentThread(), null)) {
      return;
    }
    Object now = caller.get(CALLER);
    while (now == SENDING) {
      Thread.onSpinWait();
      now = caller.get(CALLER);
    }
    if (now == SENT && caller.compareAndSet(CALLER, SENT, null)) {
      Thread.interrupted();
    }
  }

  /** Interrupts the thread that calls, if one does. */
  void interrupt() {
    if (caller.get(CALLER) instanceof Thread thread
        && caller.compareAndSet(CALLER, thread, SENDING)) {
      thread.interrupt();
      caller.set(CALLER, SENT);
    }
  }
}
