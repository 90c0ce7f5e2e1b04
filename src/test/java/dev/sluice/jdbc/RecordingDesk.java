package dev.sluice.jdbc;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A desk that writes down what it is told. */
final class RecordingDesk implements LoanDesk {
  final List<String> ends = new CopyOnWriteArrayList<>();
  final List<SQLException> failures = new CopyOnWriteArrayList<>();
  volatile Throwable cause;

  /** Does what the pool does when it takes a connection back, save that it cuts nothing. */
  static boolean revoke(ConnectionHandle handle, String reason) {
    if (!handle.slot().endLoan(handle.loan())) {
      return false;
    }
    handle.physical().revoked(reason);
    return true;
  }

  @Override
  public void giveBack(ConnectionHandle handle) {
    ends.add("giveBack");
  }

  @Override
  public void discard(ConnectionHandle handle, Throwable why) {
    cause = why;
    ends.add("discard");
  }

  @Override
  public void recycle(ConnectionHandle handle) {
    ends.add("recycle");
  }

  @Override
  public void failed(ConnectionHandle handle, SQLException failure) {
    failures.add(failure);
  }
}
