package dev.sluice.core;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How many resources there may be. An empty slot is a permit: whoever takes it opens a resource in
 * it or puts it back. Pure state, guarded by the pool's lock, which each method asserts; what says
 * so may also be read without it, as a hint.
 *
 * @param <R> the resource
 */
final class Permits<R> {
  private final ReentrantLock lock;
  private final int size;
  private final int minSize;

  private final Deque<Slot<R>> empty;

  /** A hint without the lock. */
  private volatile int free;

  /** A hint without the lock. */
  private volatile int connecting;

  /** Resources that are open, and neither idle nor handed over yet. */
  private int arriving;

  /** Resources to be opened in place of others. */
  private int owed;

  Permits(ReentrantLock lock, Slots<R> slots, int minSize) {
    this.lock = lock;
    this.size = slots.size();
    this.minSize = minSize;
    this.empty = new ArrayDeque<>(Arrays.asList(slots.all()));
    this.free = empty.size();
  }

  /** Whether a permit is free. A hint without the lock. */
  boolean anyFree() {
    return free > 0;
  }

  /** Whether resources are being opened or could be. A hint without the lock. */
  boolean hasRoom() {
    return free > 0 || connecting > 0;
  }

  /** Whether no resource is open, being opened or being closed. A hint without the lock. */
  boolean allFree() {
    return free == size;
  }

  /** Whether a resource is open. A hint without the lock. */
  boolean anyOpen() {
    return free + connecting < size;
  }

  /** How many resources are being opened. A hint without the lock. */
  int connecting() {
    return connecting;
  }

  /**
   * How many resources should be being opened now.
   *
   * @param unserved how many wait for whom nothing is idle
   */
  int wanted(int unserved) {
    assert lock.isHeldByCurrentThread();
    int live = size - empty.size() - connecting;
    int forMinimum = minSize - live;
    return Math.max(0, Math.max(unserved - arriving, forMinimum)) + owed;
  }

  /** Takes a permit, if there is one: opening begins. */
  @Nullable Slot<R> take() {
    assert lock.isHeldByCurrentThread();
    Slot<R> slot = empty.poll();
    if (slot != null) {
      free = empty.size();
      connecting(1);
      owed = Math.max(0, owed - 1);
    }
    return slot;
  }

  /** What was being opened is open. {@link #arrived} follows. */
  void opened() {
    connecting(-1);
    arriving++;
  }

  /** What was opened is idle, or somebody's. */
  void arrived() {
    assert lock.isHeldByCurrentThread();
    arriving--;
  }

  /** Opening failed: the permit is back, and nothing is owed any more. */
  void failed(Slot<R> slot) {
    connecting(-1);
    owed = 0;
    back(slot);
  }

  /** The resource is closed: the permit is back. */
  void back(Slot<R> slot) {
    assert lock.isHeldByCurrentThread();
    empty.push(slot);
    free = empty.size();
  }

  /** A resource is to be opened in place of another. */
  void owe() {
    assert lock.isHeldByCurrentThread();
    owed++;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock only
  private void connecting(int more) {
    assert lock.isHeldByCurrentThread();
    connecting += more;
  }
}
