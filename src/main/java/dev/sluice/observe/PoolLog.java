package dev.sluice.observe;

import dev.sluice.core.BorrowException;
import dev.sluice.core.DrainReport;
import dev.sluice.core.Holder;
import dev.sluice.core.PoolListener;
import dev.sluice.core.Retirement;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Writes what happens to a pool into the log {@value #NAME}: at WARNING what an administrator
 * should look into, at INFO what ends or mends something, at DEBUG the life of each connection.
 * Thread-safe.
 *
 * @param <R> the connections
 */
public final class PoolLog<R> implements PoolListener<R> {
  /** The logger's name. */
  public static final String NAME = "dev.sluice.pool";

  /** What comes in floods is told this often; its callers have their exceptions anyway. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private static final Logger LOG = Loggers.of(NAME);

  private final String pool;

  private final Pause borrowFailures = new Pause(PAUSE);
  private final Pause suspicions = new Pause(PAUSE);

  /**
   * A log for one pool.
   *
   * @param pool the pool's name, with which each line begins
   */
  public PoolLog(String pool) {
    this.pool = pool;
  }

  @Override
  public void opened(R connection, long nanos) {
    LOG.log(Level.DEBUG, () -> pool + ": opened " + connection + " in " + millis(nanos));
  }

  @Override
  public void openFailed(Throwable cause, int attempts, long retryNanos) {
    if (Integer.bitCount(attempts) == 1) {
      LOG.log(
          Level.WARNING,
          () ->
              pool
                  + ": could not connect ("
                  + attempts
                  + (attempts == 1 ? " attempt" : " attempts in a row")
                  + "): "
                  + cause.getMessage()
                  + " Next attempt not before "
                  + millis(retryNanos)
                  + " have gone, if somebody still waits.");
    }
    LOG.log(Level.DEBUG, () -> pool + ": the failure to connect", cause);
  }

  @Override
  public void recovered(int failedAttempts) {
    LOG.log(
        Level.INFO, () -> pool + ": connects again, after " + failedAttempts + " failed attempts");
  }

  @Override
  public void closed(R connection, Retirement why, @Nullable Throwable cause) {
    boolean died = why == Retirement.DEAD_AT_BORROW || why == Retirement.DEAD_IN_BACKGROUND;
    LOG.log(
        died || why == Retirement.BROKEN || why == Retirement.STUCK ? Level.INFO : Level.DEBUG,
        () ->
            pool
                + ": closed "
                + connection
                + " ("
                + reason(why)
                + ")"
                + (cause == null ? "" : ": " + cause.getMessage()));
  }

  @Override
  public void suspected(@Nullable Throwable cause) {
    // After a server's end every connection dies under its borrower, one after the other.
    LOG.log(
        suspicions.over() ? Level.WARNING : Level.DEBUG,
        () ->
            pool
                + ": a connection died under its borrower; the others are tested before they are"
                + " lent again"
                + (cause == null ? "" : ": " + cause.getMessage()));
  }

  @Override
  public void borrowFailed(BorrowException failure) {
    if (failure.reason() == BorrowException.Reason.CLOSED
        || failure.reason() == BorrowException.Reason.RECLAIMED) {
      return;
    }
    if (borrowFailures.over()) {
      Throwable cause = failure.getCause();
      LOG.log(
          Level.WARNING,
          () ->
              pool
                  + ": a borrow failed ("
                  + failure.reason()
                  + " while "
                  + failure.phase()
                  + ") after "
                  + millis(failure.elapsedNanos())
                  + "; lent "
                  + failure.snapshot().lent()
                  + " of "
                  + failure.snapshot().maxSize()
                  + ", idle "
                  + failure.snapshot().idle()
                  + ", connecting "
                  + failure.snapshot().connecting()
                  + ", waiting "
                  + failure.snapshot().waiting()
                  + ", failed so far "
                  + failure.snapshot().borrowFailures()
                  + (cause == null ? "" : ": " + cause.getMessage()));
    }
  }

  @Override
  public void leaked(R connection, Holder holder, long lentNanos, boolean reclaimed) {
    LOG.log(
        Level.WARNING,
        () ->
            pool
                + ": thread "
                + holder.borrower().getName()
                + " has held "
                + connection
                + " for "
                + Duration.ofNanos(lentNanos).toSeconds()
                + " s, longer than leakTimeout"
                + (reclaimed ? "; it is taken back" : "")
                + ". Close it, best by try-with-resources."
                + (holder.borrowedAt() == null ? "" : " It was borrowed here:"),
        holder.borrowedAt());
  }

  @Override
  public void leakReturned(R connection, Holder holder, long lentNanos) {
    LOG.log(
        Level.INFO,
        () ->
            pool
                + ": thread "
                + holder.borrower().getName()
                + " has given back "
                + connection
                + " after "
                + Duration.ofNanos(lentNanos).toSeconds()
                + " s. It was reported as a leak, but was only slow.");
  }

  /**
   * A connection was given back with a transaction open, which was rolled back.
   *
   * @param connection which one
   */
  public void rolledBack(R connection) {
    LOG.log(
        Level.DEBUG,
        () -> pool + ": " + connection + " was given back with a transaction open: rolled back");
  }

  /**
   * A connection was given back with statements open, which were closed.
   *
   * @param connection which one
   * @param count how many statements
   */
  public void statementsLeftOpen(R connection, int count) {
    LOG.log(
        Level.DEBUG,
        () -> pool + ": " + connection + " was given back with " + count + " statements open");
  }

  /** The pool has drained, for good or until somebody uses it again. */
  public void drained(DrainReport report, String why) {
    tell(report, why, pool + ": drained");
    if (!report.threadsEnded() || report.leftOpen() > 0) {
      LOG.log(
          Level.ERROR,
          () ->
              pool
                  + ": not all is gone: "
                  + report.leftOpen()
                  + " connections were still being opened or closed, threads "
                  + (report.threadsEnded() ? "have ended" : "are still running"));
    }
  }

  /** What one user of a shared pool held was taken back. */
  public void reclaimed(DrainReport report, String why) {
    if (report.lentAtStart() > 0 || report.refusedWaiters() > 0) {
      tell(report, why, pool + ": took back what an application held");
    }
  }

  private static void tell(DrainReport report, String why, String what) {
    Level level = report.cutOff().isEmpty() ? Level.INFO : Level.WARNING;
    LOG.log(
        level,
        () -> {
          StringBuilder line = new StringBuilder(what);
          line.append(" in ").append(millis(report.elapsedNanos())).append(" (").append(why);
          line.append("). ").append(report.lentAtStart()).append(" lent at the start, ");
          line.append(report.refusedWaiters()).append(" waiting and refused, ");
          line.append(report.cancelled()).append(" cancelled, ");
          line.append(report.cutOff().size()).append(" cut off.");
          for (DrainReport.CutOff cut : report.cutOff()) {
            line.append(" Cut off: ").append(cut.resource());
            line.append(" of thread ").append(cut.borrower());
            Throwable borrowed = cut.borrowedAt();
            if (borrowed != null) {
              line.append(", borrowed at ").append(Stacks.line(borrowed.getStackTrace()));
            } else if (cut.whereNow().isEmpty()) {
              line.append(", which has ended (leakTimeout records where borrows happen)");
            } else {
              StackTraceElement[] now = cut.whereNow().toArray(new StackTraceElement[0]);
              line.append(", which is at ").append(Stacks.line(now));
            }
            line.append('.');
          }
          return line.toString();
        });
  }

  private static String reason(Retirement why) {
    return switch (why) {
      case IDLE -> "idle for longer than idleTimeout";
      case LIFETIME -> "older than maxLifetime";
      case DEAD_AT_BORROW -> "found dead before a loan";
      case DEAD_IN_BACKGROUND -> "found dead in the background";
      case BROKEN -> "broke while it was lent";
      case REVOKED -> "taken back from its borrower";
      case CANCELLED -> "a cancel request was sent to it";
      case STUCK -> "cleaning it up took too long";
      case DRAIN -> "the pool drains";
    };
  }

  private static String millis(long nanos) {
    return Duration.ofNanos(nanos).toMillis() + " ms";
  }
}
