package dev.sluice.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** A port for a server that has to be told one before it starts. */
public final class FreePort {
  /** Below those that systems give to outgoing connections, which would come in between. */
  private static final int LOWEST = 20_000;

  private static final int HIGHEST = 32_000;

  /** So many for each of the JVMs that run tests side by side: they must not meet. */
  private static final int FOR_EACH = 1_000;

  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private FreePort() {}

  /** One at which nothing listens now, and that was not given before. */
  public static int find() {
    int lowest = LOWEST + Integer.getInteger("sluice.fork") * FOR_EACH % (HIGHEST - LOWEST);
    for (int tries = 0; tries < FOR_EACH; tries++) {
      int port = ThreadLocalRandom.current().nextInt(lowest, lowest + FOR_EACH);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        if (GIVEN.add(socket.getLocalPort())) {
          return port;
        }
      } catch (IOException e) {
        // Taken: another.
      }
    }
    throw new AssertionError("No free port from " + lowest + " to " + (lowest + FOR_EACH));
  }
}
