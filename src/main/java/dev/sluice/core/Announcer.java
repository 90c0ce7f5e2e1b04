package dev.sluice.core;

import java.util.function.Consumer;

/** Tells the pool's listener, whose failures are its own. Thread-safe. */
final class Announcer<R> {
  private final PoolListener<R> listener;

  Announcer(PoolListener<R> listener) {
    this.listener = listener;
  }

  void tell(Consumer<PoolListener<R>> what) {
    try {
      what.accept(listener);
    } catch (RuntimeException | Error ignored) {
      // The core has no logger to tell it to, and what the pool is about to do must be done.
    }
  }
}
