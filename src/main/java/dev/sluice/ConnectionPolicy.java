package dev.sluice;

import dev.sluice.config.BorrowTest;
import dev.sluice.core.ResourcePolicy;
import dev.sluice.jdbc.CleanUpListener;
import dev.sluice.jdbc.PhysicalConnection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;

/** Tells the core how to treat connections. */
final class ConnectionPolicy implements ResourcePolicy<PhysicalConnection> {

  /** Opens a connection and brings about what each borrower is to find. */
  interface Opener {
    PhysicalConnection open() throws SQLException;
  }

  private final Opener opener;
  private final Runnable stopOpening;
  private final BorrowTest borrowTest;
  private final boolean resetOnReturn;
  private final long testMillis;

  private final CleanUpListener cleanUpListener;

  /** Called by the pool's own thread about once a second. */
  private final Runnable lookedAround;

  /** Makes a thread for each cut that may block. */
  private final ThreadFactory cutters;

  ConnectionPolicy(
      Opener opener,
      Runnable stopOpening,
      BorrowTest borrowTest,
      boolean resetOnReturn,
      Duration callTimeout,
      ThreadFactory cutters,
      CleanUpListener cleanUpListener,
      Runnable lookedAround) {
    this.opener = opener;
    this.stopOpening = stopOpening;
    this.borrowTest = borrowTest;
    this.resetOnReturn = resetOnReturn;
    this.testMillis = callTimeout.toMillis();
    this.cutters = cutters;
    this.cleanUpListener = cleanUpListener;
    this.lookedAround = lookedAround;
  }

  @Override
  public PhysicalConnection open() throws SQLException {
    PhysicalConnection connection = opener.open();
    connection.resetOnReturn(resetOnReturn);
    connection.cleanUpListener(cleanUpListener);
    connection.testedAtBorrow(borrowTest != BorrowTest.NONE);
    return connection;
  }

  @Override
  public void stopOpening() {
    stopOpening.run();
  }

  @Override
  public Verdict look(PhysicalConnection connection) {
    return switch (borrowTest) {
      case NONE -> Verdict.LEND;
      case QUERY -> Verdict.TEST;
      case PROBE ->
          switch (connection.probe()) {
            case ALIVE -> Verdict.LEND;
            case ASK -> Verdict.TEST;
            case DEAD -> Verdict.DISCARD;
          };
    };
  }

  @Override
  public boolean test(PhysicalConnection connection, long timeoutNanos) {
    // Rounded up: a test of zero would have no limit.
    return connection.test(Math.max(1, Duration.ofNanos(timeoutNanos).toMillis()));
  }

  @Override
  public boolean refresh(PhysicalConnection connection) {
    return resetOnReturn ? connection.reset() : connection.test(testMillis);
  }

  @Override
  public void cancel(PhysicalConnection connection) {
    connection.cancel();
  }

  @Override
  public void cut(PhysicalConnection connection) {
    if (!connection.cut()) {
      cutters.newThread(connection::abort).start();
    }
  }

  @Override
  public void lookedAround() {
    lookedAround.run();
  }

  @Override
  public void revoked(PhysicalConnection connection, String reason) {
    connection.revoked(reason);
  }

  @Override
  public void close(PhysicalConnection connection, boolean broken) {
    if (broken) {
      connection.abort();
    } else {
      connection.close();
    }
  }
}
