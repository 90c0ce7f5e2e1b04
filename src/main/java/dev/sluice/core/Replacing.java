package dev.sluice.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The resources that are too old, and stay in use until another one is open in their place.
 * Thread-safe.
 *
 * @param <R> the resource
 */
final class Replacing<R> {
  private final ReentrantLock lock;
  private final Permits<R> permits;

  /** Guarded by the lock. */
  private final Deque<Slot<R>> superseded = new ArrayDeque<>();

  Replacing(ReentrantLock lock, Permits<R> permits) {
    this.lock = lock;
    this.permits = permits;
  }

  /** Whether a resource is to be opened in place of the one in this slot. */
  boolean isSuperseded(Slot<R> slot) {
    lock.lock();
    try {
      return superseded.contains(slot);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Asks for a resource in place of an old one, which stays in use until then. The caller sees to
   * it that it is opened.
   *
   * @return false if there is no room for both
   */
  boolean supersede(Slot<R> old) {
    lock.lock();
    try {
      if (!permits.anyFree() || superseded.contains(old)) {
        return permits.anyFree();
      }
      superseded.add(old);
      permits.owe();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** A resource was opened: the one that retires instead, or null. Under the lock. */
  @Nullable Slot<R> opened() {
    assert lock.isHeldByCurrentThread();
    return superseded.poll();
  }

  /** Opening failed: the old ones stay, until they are asked for again. Under the lock. */
  void failed() {
    assert lock.isHeldByCurrentThread();
    superseded.clear();
  }

  /** A resource was closed. Under the lock. */
  void gone(Slot<R> slot) {
    assert lock.isHeldByCurrentThread();
    superseded.remove(slot);
  }
}
