package dev.sluice.core;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The borrowers that wait, in the order in which they came. Changed under the queue's lock; the
 * oldest and the size may be read without it.
 */
final class Waiters<R> {
  private volatile int size;
  private volatile @Nullable Waiter<R> oldest;
  private @Nullable Waiter<R> latest;
  private long joined;

  int size() {
    return size;
  }

  @Nullable Waiter<R> oldest() {
    return oldest;
  }

  /** How many have joined so far: the number of the latest. Under the lock. */
  long joined() {
    return joined;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock only
  void append(Waiter<R> waiter) {
    Waiter<R> before = latest;
    waiter.number = ++joined;
    waiter.previous = before;
    if (before == null) {
      oldest = waiter;
    } else {
      before.next = waiter;
    }
    latest = waiter;
    waiter.queued = true;
    size++;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock only
  void remove(Waiter<R> waiter) {
    Waiter<R> before = waiter.previous;
    Waiter<R> after = waiter.next;
    if (before == null) {
      oldest = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      latest = before;
    } else {
      after.previous = before;
    }
    waiter.previous = null;
    waiter.next = null;
    waiter.queued = false;
    size--;
  }

  /** Those that wait on one of these threads, the oldest first. Under the lock. */
  List<Waiter<R>> on(Predicate<Thread> threads) {
    List<Waiter<R>> found = new ArrayList<>();
    for (Waiter<R> each = oldest; each != null; each = each.next) {
      if (threads.test(each.thread)) {
        found.add(each);
      }
    }
    return found;
  }
}
