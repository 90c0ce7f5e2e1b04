package dev.sluice.core;

/**
 * The pool's own cancel requests. One belongs to a loan: it is noted before it is sent, and with
 * the note the resource is closed when that loan is over, so that nobody else meets a request that
 * arrives late. Thread-safe.
 *
 * @param <R> the resource
 */
final class Cancels<R> {
  private final ResourcePolicy<R> policy;
  private final SlotWords words;
  private final Workers workers;

  Cancels(ResourcePolicy<R> policy, SlotWords words, Workers workers) {
    this.policy = policy;
    this.words = words;
    this.workers = workers;
  }

  /**
   * Sends a request, on a thread of its own. {@link Disposal#cut} ends one that gets no answer.
   *
   * @return whether it is on its way: not if the loan is over, or being cleaned up
   */
  boolean send(Slot<R> slot, long loan, R resource) {
    if (!words.beginCancel(slot.index, loan, SlotWords.RETIRE)) {
      return false;
    }
    return workers.cancel(() -> send(slot.index, loan, resource));
  }

  private void send(int slot, long loan, R resource) {
    try {
      policy.cancel(resource);
    } catch (RuntimeException | Error e) {
      // What it runs goes on, and is cut.
    } finally {
      words.endCancel(slot, loan);
    }
  }
}
