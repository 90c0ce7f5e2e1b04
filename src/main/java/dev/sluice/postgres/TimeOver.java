package dev.sluice.postgres;

import java.net.SocketException;

/**
 * A socket's deadline has passed. Not a {@code SocketTimeoutException}: where no network timeout is
 * set, the driver takes that for a mistake and reads again, for ever.
 */
final class TimeOver extends SocketException {
  private static final long serialVersionUID = 1L;

  TimeOver() {
    super("no answer within the time allowed");
  }
}
