package dev.sluice.postgres;

import java.io.IOException;
import java.net.SocketOption;
import java.time.Duration;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;

/**
 * When the kernel asks a silent peer for a sign of life, so that a black hole turns into an end of
 * file that the probe sees: after {@code idle + interval * count}.
 *
 * @param idle silence before the first question, at least 1 s; whole seconds count
 * @param interval time between questions, at least 1 s; whole seconds count
 * @param count unanswered questions after which the connection is dead, at least 1
 */
public record TcpKeepAlive(Duration idle, Duration interval, int count) {
  /** A black hole shows after one minute. */
  public static final TcpKeepAlive DEFAULT =
      new TcpKeepAlive(Duration.ofSeconds(30), Duration.ofSeconds(10), 3);

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if a part is below its minimum
   */
  public TcpKeepAlive {
    if (idle.toSeconds() < 1 || interval.toSeconds() < 1 || count < 1) {
      throw new IllegalArgumentException(
          "TCP keep-alive takes at least 1 s, 1 s and 1; given: "
              + idle
              + ", "
              + interval
              + ", "
              + count);
    }
  }

  /** Sets what this platform can set; the rest stays as the operating system has it. */
  void applyTo(ProbeSocket socket) throws IOException {
    try {
      Extended.apply(this, socket);
    } catch (LinkageError e) {
      // A JDK image without the module jdk.net: the system's own times then apply.
    }
  }

  /** Apart, so that a JDK without the module jdk.net fails here and nowhere else. */
  private static final class Extended {
    static void apply(TcpKeepAlive times, ProbeSocket socket) throws IOException {
      Set<SocketOption<?>> known = socket.supportedOptions();
      set(socket, known, ExtendedSocketOptions.TCP_KEEPIDLE, (int) times.idle.toSeconds());
      set(socket, known, ExtendedSocketOptions.TCP_KEEPINTERVAL, (int) times.interval.toSeconds());
      set(socket, known, ExtendedSocketOptions.TCP_KEEPCOUNT, times.count);
    }

    private static void set(
        ProbeSocket socket, Set<SocketOption<?>> known, SocketOption<Integer> option, int value)
        throws IOException {
      if (known.contains(option)) {
        socket.setOption(option, value);
      }
    }
  }
}
