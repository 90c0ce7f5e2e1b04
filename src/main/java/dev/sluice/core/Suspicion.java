package dev.sluice.core;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How often there was reason to doubt all resources that are open. Each slot notes up to which
 * suspicion its resource was tested. Thread-safe.
 */
final class Suspicion {
  private final AtomicInteger raised = new AtomicInteger();

  int now() {
    return raised.get();
  }

  void raise() {
    raised.incrementAndGet();
  }
}
