package dev.sluice.postgres;

import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/**
 * The sockets of the cancel requests against one connection: whoever sends one, the pool, the
 * application or the driver's own timer, gets its socket here. Thread-safe.
 */
final class CancelSockets {
  /** Guarded by this; those that are closed are forgotten at the next look. */
  private final List<ProbeSocket> open = new ArrayList<>(0);

  /** Guarded by this. */
  private boolean cut;

  synchronized void add(ProbeSocket socket) throws SocketException {
    if (cut) {
      socket.cut();
      throw new SocketException("Socket closed");
    }
    forgetClosed();
    open.add(socket);
  }

  /** Whether a request is under way. */
  synchronized boolean anyOpen() {
    if (open.isEmpty()) {
      return false;
    }
    forgetClosed();
    return !open.isEmpty();
  }

  /** Ends the requests that are under way, and lets no new one begin. Never blocks. */
  synchronized void cut() {
    cut = true;
    open.forEach(ProbeSocket::cut);
    open.clear();
  }

  private void forgetClosed() {
    open.removeIf(ProbeSocket::isClosed);
  }
}
