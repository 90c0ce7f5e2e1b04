package dev.sluice.postgres;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what another thread or the server does. */
final class Await {
  private static final Duration AT_MOST = Duration.ofSeconds(15);

  private Await() {}

  static void until(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + AT_MOST.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() - end > 0) {
        fail("not within " + AT_MOST + ": " + what);
      }
      LockSupport.parkNanos(2_000_000);
    }
  }
}
