package dev.sluice.core;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The pool's slots and their words. Thread-safe.
 *
 * @param <R> the resource
 */
final class Slots<R> {
  final SlotWords words;
  private final Slot<R>[] all;

  @SuppressWarnings({"unchecked", "rawtypes"})
  Slots(int size, Returns<R> returns) {
    words = new SlotWords(size);
    all = new Slot[size];
    for (int i = 0; i < size; i++) {
      all[i] = new Slot<>(i, words, returns);
    }
  }

  /** For reading only. */
  Slot<R>[] all() {
    return all;
  }

  int size() {
    return all.length;
  }

  /** Some idle slot, which is the caller's from now on; null when none was seen idle. */
  @Nullable Slot<R> claim() {
    int index = words.claim(Thread.currentThread().getId());
    return index < 0 ? null : all[index];
  }

  /** A loan as it was seen; it may be over since. */
  record Loan<R>(Slot<R> slot, Holder holder, R resource) {}

  /** The loans of these holders. */
  List<Loan<R>> loans(Predicate<Holder> whose) {
    List<Loan<R>> loans = new ArrayList<>();
    for (Slot<R> slot : all) {
      Holder holder = slot.holder();
      R resource = slot.resourceOrNull();
      if (holder != null && resource != null && whose.test(holder)) {
        loans.add(new Loan<>(slot, holder, resource));
      }
    }
    return loans;
  }
}
