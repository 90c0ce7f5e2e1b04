package dev.sluice.postgres;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One connect under way: hands the driver its sockets, each with its share of the time that is
 * left, and knows at the end which of them carries the connection: the last.
 *
 * <p>It lives on in the driver's socket factory as the maker of the sockets of cancel requests, so
 * it holds no application's object and, once settled, no socket. Thread-safe.
 */
final class Opening {
  /** Entries live only while a connect runs: {@link #forget()} in its {@code finally}. */
  private static final Map<String, Opening> UNDER_WAY = new ConcurrentHashMap<>();

  private static final AtomicLong KEYS = new AtomicLong();

  private final String key = "sluice-" + KEYS.incrementAndGet();
  private final long start = System.nanoTime();
  private final Duration time;
  private final boolean spins;
  private final TcpKeepAlive keepAlive;
  private final CancelSockets cancels = new CancelSockets();
  private final int hosts;

  /** Guarded by this; empty once settled or cut short. */
  private final List<ProbeSocket> sockets = new ArrayList<>();

  /** Guarded by this: RUNNING to SETTLED or CUT, each of which is final. */
  private State state = State.RUNNING;

  private enum State {
    RUNNING,
    SETTLED,
    CUT
  }

  Opening(ConnectSpec spec) {
    time = spec.connectTimeout();
    spins = spec.spins();
    keepAlive = spec.keepAlive();
    hosts = spec.targets().size();
  }

  static @Nullable Opening find(@Nullable String key) {
    return key == null ? null : UNDER_WAY.get(key);
  }

  /** How many connects are under way in this JVM's copy of Sluice. */
  static int underWay() {
    return UNDER_WAY.size();
  }

  /** From now on the driver's socket factory finds this; returns the key for it. */
  String announce() {
    UNDER_WAY.put(key, this);
    return key;
  }

  void forget() {
    UNDER_WAY.remove(key);
  }

  /** The sockets of cancel requests, once the connect has settled. */
  CancelSockets cancels() {
    return cancels;
  }

  Duration took() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  synchronized ProbeSocket newSocket() throws IOException {
    if (state == State.CUT) {
      throw new InterruptedIOException("the connect was given up");
    }
    ProbeSocket socket = ProbeSocket.open(spins ? new AdaptiveSpin() : AnswerWait.NONE);
    if (state == State.SETTLED) {
      // How long a request may take says the driver, by cancelSignalTimeout.
      cancels.add(socket);
      return socket;
    }
    // A host that never answers must leave time for those behind it.
    int hostsLeft = Math.max(1, hosts - sockets.size());
    socket.deadlineIn(left().dividedBy(hostsLeft));
    keepAlive.applyTo(socket);
    sockets.add(socket);
    return socket;
  }

  private Duration left() {
    Duration left = time.minus(took());
    return left.isNegative() ? Duration.ZERO : left;
  }

  /**
   * The driver's connect has returned: the last socket is the connection's. What the session still
   * needs before it can be lent has all the time that is left.
   *
   * @return the socket, or null where the driver used none of ours or the connect was given up
   */
  synchronized @Nullable ProbeSocket settle() {
    if (state != State.RUNNING || sockets.isEmpty()) {
      return null;
    }
    state = State.SETTLED;
    ProbeSocket last = sockets.remove(sockets.size() - 1);
    cutAll();
    last.deadlineIn(left());
    return last;
  }

  /** Ends the connect at once, from any thread; of no effect on a settled one. */
  synchronized void cutShort() {
    if (state == State.RUNNING) {
      state = State.CUT;
      cutAll();
    }
  }

  private void cutAll() {
    sockets.forEach(ProbeSocket::cut);
    sockets.clear();
  }
}
