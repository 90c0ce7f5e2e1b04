package dev.sluice.servers.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.ConformanceCase;
import dev.sluice.servers.Pools;
import dev.sluice.servers.ServerStage;
import dev.sluice.servers.late.LateListener;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@ConformanceCase(
    number = 8,
    value = "A lookup while an application ends, or after it, builds no pool and opens nothing")
public interface LateLookupCases extends ServerStage {
  /** Whether the pool drains when the application's own listeners have been told of the end. */
  default boolean listenersStillBorrow() {
    return false;
  }

  @Test
  default void anApplicationThatNeverBorrowedBuildsNothingWhenItEnds() {
    int log = logLength();
    // Not even asked once: some servers build an unused resource only to close it.
    probe("unused", Pools.SMALL);

    goes("unused");

    assertNothingIsLeftOf(Pools.SMALL);
    assertNothingWasOpened(log);
  }

  @Test
  default void lookupsDuringAndAfterTheEndBuildNothingThatStays() {
    probe("late", Pools.SMALL, archive -> archive.addPackage(LateListener.class.getPackage()))
        .get("looked-up");
    int log = logLength();

    goes("late");

    awaitLog(
        log, Duration.ofSeconds(30), "late: during: " + (listenersStillBorrow() ? "worked" : ""));
    awaitLog(log, Duration.ofSeconds(30), "late: after: refused 20 times in a row, worked again 0");
    assertNothingIsLeftOf(Pools.SMALL);
  }

  private void assertNothingWasOpened(int log) {
    assertThat(logSince(log)).doesNotContain("small: drained").doesNotContain("small: took back");
  }
}
