package dev.sluice.postgres;

import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of the cancel requests against one connection: whoever sends one, the pool, the
 * application or the driver's own timer, gets its socket here. Thread-safe.
 */
final class CancelSockets {
  /** Guarded by this; those that are closed are forgotten at the next look. */
  private final List<ProbeSocket> open = new ArrayList<>(0);

  /** Guarded by this. */
  private boolean cut;

  /** Guarded by this; null while the driver's own limit is the only one. */
  private @Nullable Duration limit;

  /** From now on each request ends within this time. */
  synchronized void limit(Duration time) {
    limit = time;
  }

  synchronized void add(ProbeSocket socket) throws SocketException {
    if (cut) {
      socket.cut();
      throw new SocketException("Socket closed");
    }
    if (limit != null) {
      socket.deadlineIn(limit);
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
