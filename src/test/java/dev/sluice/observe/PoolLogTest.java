package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.BorrowException;
import dev.sluice.core.Client;
import dev.sluice.core.DrainPlan;
import dev.sluice.core.DrainReport;
import dev.sluice.core.Holder;
import dev.sluice.core.Limits;
import dev.sluice.core.Pool;
import dev.sluice.core.PoolListener;
import dev.sluice.core.ResourcePolicy;
import dev.sluice.core.Retirement;
import dev.sluice.core.Slot;
import dev.sluice.core.Ticker;
import dev.sluice.testing.LogLines;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PoolLogTest {
  private final LogLines log = new LogLines(PoolLog.NAME);
  private final PoolLog<String> events = new PoolLog<>("orders");

  @AfterEach
  void quiet() {
    log.close();
  }

  private String onlyLine() {
    assertThat(log.all()).hasSize(1);
    return log.all().get(0);
  }

  private static Holder holder(Thread thread, Throwable borrowedAt) {
    return new Holder(1, new Client(), thread, borrowedAt, false);
  }

  private static Throwable borrowedIn(String type) {
    Throwable stack = new Throwable("borrowed here");
    stack.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("dev.sluice.PoolRun", "lend", "PoolRun.java", 1),
          new StackTraceElement("dev.sluice.SluiceDataSource", "getConnection", "S.java", 2),
          new StackTraceElement(type, "report", "App.java", 77)
        });
    return stack;
  }

  @Test
  void theLifeOfAConnectionIsDetail() {
    events.opened("session 1", 5_000_000);
    events.closed("session 1", Retirement.IDLE, null);
    events.closed("session 2", Retirement.LIFETIME, null);

    assertThat(log.all())
        .containsExactly(
            "FINE orders: opened session 1 in 5 ms",
            "FINE orders: closed session 1 (idle for longer than idleTimeout)",
            "FINE orders: closed session 2 (older than maxLifetime)");
  }

  @Test
  void aConnectionThatDiedIsWorthALineWithItsCause() {
    events.closed("session 1", Retirement.BROKEN, new IllegalStateException("reset by peer"));
    events.closed("session 2", Retirement.DEAD_AT_BORROW, null);

    assertThat(log.all())
        .containsExactly(
            "INFO orders: closed session 1 (broke while it was lent): reset by peer",
            "INFO orders: closed session 2 (found dead before a loan)");
  }

  @Test
  void failuresToConnectAreToldAtTheFirstSecondFourthAndSoOn() {
    for (int attempt = 1; attempt <= 9; attempt++) {
      events.openFailed(new IllegalStateException("refused."), attempt, 250_000_000);
    }
    events.recovered(9);

    assertThat(log.with("WARNING"))
        .hasSize(4)
        .first()
        .asString()
        .contains("orders: could not connect (1 attempt): refused.", "250 ms");
    assertThat(log.with("8 attempts in a row")).hasSize(1);
    assertThat(log.with("INFO orders: connects again, after 9 failed attempts")).hasSize(1);
  }

  @Test
  void aSuspicionIsAWarning() {
    events.suspected(new IllegalStateException("57P01"));

    assertThat(onlyLine()).startsWith("WARNING orders: ").contains("tested", "57P01");
  }

  @Test
  void aLeakIsAWarningWithTheStackOfItsBorrow() {
    Throwable borrowed = borrowedIn("com.example.Report");

    events.leaked("session 1", holder(Thread.currentThread(), borrowed), 61_000_000_000L, false);

    assertThat(onlyLine())
        .startsWith("WARNING orders: thread " + Thread.currentThread().getName())
        .contains("session 1", "61 s", "leakTimeout")
        .doesNotContain("taken back");
    assertThat(log.thrownWith("leakTimeout")).isSameAs(borrowed);
  }

  @Test
  void aLeakThatIsReclaimedSaysSo() {
    events.leaked("session 1", holder(Thread.currentThread(), null), 61_000_000_000L, true);

    assertThat(onlyLine()).contains("it is taken back").doesNotEndWith("borrowed here:");
  }

  @Test
  void aDrainThatCutNobodyOffIsNews() {
    events.drained(new DrainReport(12_000_000, 2, 1, 0, List.of(), 0, true), "closed");

    assertThat(onlyLine())
        .isEqualTo(
            "INFO orders: drained in 12 ms (closed). 2 lent at the start, 1 waiting and refused,"
                + " 0 cancelled, 0 cut off.");
  }

  @Test
  void aDrainNamesWhoWasCutOffAndWhereHeBorrowed() {
    DrainReport.CutOff cut =
        new DrainReport.CutOff(
            "worker-7", borrowedIn("com.example.Report"), List.of(), "session 4711");

    events.drained(new DrainReport(12_000_000, 1, 0, 1, List.of(cut), 0, true), "closed");

    assertThat(onlyLine())
        .startsWith("WARNING orders: drained")
        .contains("1 cut off", "session 4711", "thread worker-7")
        .contains("borrowed at com.example.Report.report(App.java:77)")
        .doesNotContain("PoolRun");
  }

  @Test
  void whereNoBorrowWasRecordedTheDrainTellsWhatTheThreadIsAt() {
    StackTraceElement now = new StackTraceElement("com.example.Job", "wait", "Job.java", 9);
    DrainReport.CutOff running = new DrainReport.CutOff("w-1", null, List.of(now), "session 1");
    DrainReport.CutOff ended = new DrainReport.CutOff("w-2", null, List.of(), "session 2");

    events.drained(new DrainReport(1, 2, 0, 2, List.of(running, ended), 0, true), "closed");

    assertThat(onlyLine())
        .contains("w-1, which is at com.example.Job.wait(Job.java:9)")
        .contains("w-2, which has ended")
        .contains("leakTimeout");
  }

  @Test
  void aDrainThatLeftSomethingIsAnError() {
    events.drained(new DrainReport(1, 0, 0, 0, List.of(), 2, false), "closed");

    assertThat(log.with("SEVERE orders: not all is gone"))
        .singleElement()
        .asString()
        .contains("2 connections", "still running");
  }

  @Test
  void takingBackNothingIsNotTold() {
    events.reclaimed(new DrainReport(1, 0, 0, 0, List.of(), 0, true), "undeployed");
    assertThat(log.all()).isEmpty();

    events.reclaimed(new DrainReport(1, 1, 0, 0, List.of(), 0, true), "undeployed");
    assertThat(onlyLine()).startsWith("INFO orders: took back what an application held");
  }

  private static final class Never implements ResourcePolicy<String> {
    @Override
    public String open() {
      throw new IllegalStateException("no server there");
    }

    @Override
    public Verdict look(String resource) {
      return Verdict.LEND;
    }

    @Override
    public boolean test(String resource, long timeoutNanos) {
      return true;
    }

    @Override
    public boolean refresh(String resource) {
      return true;
    }

    @Override
    public void cancel(String resource) {}

    @Override
    public void cut(String resource) {}

    @Override
    public void close(String resource, boolean broken) {}
  }

  @Test
  void aFloodOfFailedBorrowsIsOneLine() {
    Pool<String> pool =
        new Pool<>(
            Limits.ofSize(0, 3),
            new Never(),
            new PoolListener<String>() {
              @Override
              public void borrowFailed(BorrowException failure) {
                events.borrowFailed(failure);
              }
            },
            Ticker.system(),
            Executors.defaultThreadFactory());
    for (int i = 0; i < 20; i++) {
      try {
        Slot<String> slot = pool.borrow(1_000_000);
        assertThat(slot).isNull();
      } catch (BorrowException expected) {
        assertThat(expected.reason()).isEqualTo(BorrowException.Reason.TIMEOUT);
      }
    }
    pool.drain(DrainPlan.within(Duration.ZERO));
    try {
      pool.borrow(1);
    } catch (BorrowException expected) {
      assertThat(expected.reason()).isEqualTo(BorrowException.Reason.CLOSED);
    }

    assertThat(onlyLine())
        .startsWith("WARNING orders: a borrow failed (TIMEOUT while CONNECTING)")
        .contains("lent 0 of 3", "waiting 0", "failed so far 1");
  }
}
