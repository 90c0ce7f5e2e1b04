package dev.sluice.bench;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/**
 * Work until this JVM's compilers have next to nothing left to do for it.
 *
 * <p>Where a load takes all processors, the compilers get an eighth of one, in slices of some
 * milliseconds, and need twenty seconds for what is two seconds of work. Each slice is a wait of
 * that length for those whose turn it is, and so p99 of a short transaction. The load rests
 * therefore between its rounds, until the compilers have caught up.
 */
final class WarmUp {
  /** What one round may still give the compilers to do. */
  private static final long SETTLED_MILLIS = 40;

  /** A compilation counts when it is over; the longest takes less than this on an idle machine. */
  private static final long REST_MILLIS = 400;

  /** The work itself, for about a second. */
  interface Round {
    void run() throws InterruptedException;
  }

  private WarmUp() {}

  /**
   * Runs rounds until two in a row left the compilers next to nothing to do.
   *
   * @param most rounds at most
   */
  static void run(int most, Round round) throws InterruptedException {
    CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
    int settled = 0;
    for (int i = 0; i < most && settled < 2; i++) {
      long before = compilers.getTotalCompilationTime();
      round.run();
      rest(compilers);
      long spent = compilers.getTotalCompilationTime() - before;
      settled = spent <= SETTLED_MILLIS ? settled + 1 : 0;
    }
  }

  private static void rest(CompilationMXBean compilers) throws InterruptedException {
    long last;
    do {
      last = compilers.getTotalCompilationTime();
      TimeUnit.MILLISECONDS.sleep(REST_MILLIS);
    } while (compilers.getTotalCompilationTime() != last);
  }
}
