package dev.sluice.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** A port for a server that has to be told one before it starts. */
public final class FreePort {
  /** Below those that systems give to outgoing connections, which would come in between. */
  private static final int LOWEST = 20_000;

  private static final int HIGHEST = 32_000;

  private FreePort() {}

  /** One at which nothing listens now; by chance, so that classes side by side don't meet. */
  public static int find() {
    for (int tries = 0; tries < 100; tries++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // Taken: another.
      }
    }
    throw new AssertionError("No free port from " + LOWEST + " to " + HIGHEST);
  }
}
