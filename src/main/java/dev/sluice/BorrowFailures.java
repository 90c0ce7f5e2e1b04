package dev.sluice;

import dev.sluice.core.BorrowException;
import dev.sluice.core.Holder;
import dev.sluice.core.PoolSnapshot;
import dev.sluice.observe.Stacks;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says why a borrow ended without a connection, so that the reader knows what to do. */
final class BorrowFailures {
  private static final String CANNOT_CONNECT = "08001";
  private static final String REJECTED = "08004";
  private static final String CLOSED = "08003";
  private static final int MOST_HOLDERS = 10;

  private final String pool;
  private final String database;
  private final Duration limit;

  BorrowFailures(String pool, String database, Duration limit) {
    this.pool = pool;
    this.database = database;
    this.limit = limit;
  }

  SQLException translate(BorrowException failure, List<Holder> holders) {
    Throwable cause = failure.getCause();
    return switch (failure.reason()) {
      case TIMEOUT, ALL_DEAD -> timeout(failure, holders);
      case TOO_MANY_WAITERS ->
          new PoolQueueFullException(
              pool
                  + ": "
                  + failure.snapshot().waiting()
                  + " threads wait for a connection already, as many as maxWaiters allows. "
                  + state(failure.snapshot())
                  + heldBy(holders)
                  + " Shorten what is done with a connection, or raise maxSize or maxWaiters.",
              CANNOT_CONNECT,
              cause);
      case CLOSED -> closed(pool + " is closed: it lends no more connections", cause);
      case RECLAIMED -> closed(pool + ": the application that waited was undeployed", cause);
      case INTERRUPTED ->
          new BorrowInterruptedException(
              pool
                  + ": the thread was interrupted after it had waited "
                  + millis(failure.elapsedNanos())
                  + " for a connection (borrowTimeout "
                  + limit(limit)
                  + "). "
                  + state(failure.snapshot()),
              CANNOT_CONNECT,
              cause);
      case REFUSED ->
          new DatabaseRefusedException(
              pool + ": " + database + " refuses connections. " + message(cause),
              stateOf(cause, REJECTED),
              cause);
    };
  }

  PoolClosedException closed(String message, @Nullable Throwable cause) {
    return new PoolClosedException(message, CLOSED, cause);
  }

  private PoolTimeoutException timeout(BorrowException failure, List<Holder> holders) {
    Throwable cause = failure.getCause();
    String spent =
        " in " + millis(failure.elapsedNanos()) + " (borrowTimeout " + limit(limit) + ")";
    String state = state(failure.snapshot());
    String text;
    PoolTimeoutException.Phase phase;
    switch (failure.phase()) {
      case WAITING -> {
        phase = PoolTimeoutException.Phase.WAITING;
        text =
            pool
                + ": no connection came back"
                + spent
                + ". "
                + state
                + heldBy(holders)
                + " Shorten what is done with a connection, or raise maxSize.";
      }
      case CONNECTING -> {
        phase = PoolTimeoutException.Phase.CONNECTING;
        text =
            pool
                + ": no connection to "
                + database
                + " could be opened"
                + spent
                + ". "
                + state
                + (cause == null
                    ? " It has not answered yet."
                    : " The last attempt: " + ended(message(cause)))
                + " Check that the server runs and can be reached from here.";
      }
      default -> {
        phase = PoolTimeoutException.Phase.TESTING;
        text =
            pool
                + ": no connection to "
                + database
                + " answered its test"
                + spent
                + ". "
                + state
                + " The network or the server hangs: check both.";
      }
    }
    return new PoolTimeoutException(text, stateOf(cause, CANNOT_CONNECT), phase, cause);
  }

  private static String state(PoolSnapshot now) {
    return now.lent()
        + " of "
        + now.maxSize()
        + " connections are lent, "
        + now.idle()
        + " idle, "
        + now.connecting()
        + " connecting, and "
        + now.waiting()
        + " other threads wait.";
  }

  private static String heldBy(List<Holder> holders) {
    if (holders.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder(" Held by: ");
    int count = 0;
    for (Holder holder : holders) {
      if (count == MOST_HOLDERS) {
        text.append(" and ").append(holders.size() - count).append(" more");
        break;
      }
      if (count++ > 0) {
        text.append("; ");
      }
      text.append("thread ").append(holder.borrower().getName());
      Throwable borrowed = holder.borrowedAt();
      if (borrowed != null) {
        text.append(", borrowed").append(place(borrowed.getStackTrace()));
      }
      text.append(", now").append(place(holder.borrower().getStackTrace()));
    }
    return text.append('.').toString();
  }

  private static String place(StackTraceElement[] stack) {
    return stack.length == 0 ? " ended" : " at " + Stacks.place(stack);
  }

  private static String message(@Nullable Throwable cause) {
    return cause == null ? "" : String.valueOf(cause.getMessage());
  }

  private static String stateOf(@Nullable Throwable cause, String otherwise) {
    Throwable link = cause;
    for (int depth = 0; link != null && depth < MOST_HOLDERS; depth++) {
      if (link instanceof SQLException told && told.getSQLState() != null) {
        return told.getSQLState();
      }
      link = link.getCause();
    }
    return otherwise;
  }

  private static String ended(String sentence) {
    return sentence.endsWith(".") ? sentence : sentence + ".";
  }

  /** As an administrator would write it. */
  private static String limit(Duration limit) {
    return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
  }

  private static String millis(long nanos) {
    return Duration.ofNanos(nanos).toMillis() + " ms";
  }
}
