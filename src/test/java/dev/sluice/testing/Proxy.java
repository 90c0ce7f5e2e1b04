package dev.sluice.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** A network between a pool and its server that fails when a test wants it to. */
public final class Proxy implements AutoCloseable {
  private enum Weather {
    /** Everything passes. */
    FAIR,
    /** What comes is swallowed, in both directions; connects are accepted and never answered. */
    HOLE,
    /** Nothing is read any more: what is sent fills the buffers of the sockets. */
    STALL
  }

  private final ServerSocket listening;
  private final InetSocketAddress target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile Weather weather = Weather.FAIR;

  /** Listens on a free port of the loopback interface. */
  public Proxy(String host, int port) {
    target = new InetSocketAddress(host, port);
    try {
      listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  public int port() {
    return listening.getLocalPort();
  }

  /** From now on the network swallows everything, what has come before included. */
  public void swallow() {
    weather = Weather.HOLE;
  }

  /** From now on nothing moves. */
  public void stall() {
    weather = Weather.STALL;
  }

  /** New connections work again; what was swallowed stays lost. */
  public void heal() {
    weather = Weather.FAIR;
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = listening.accept();
      client.setTcpNoDelay(true);
      open.add(client);
      daemon(() -> serve(client));
    }
  }

  private void serve(Socket client) throws IOException {
    if (weather != Weather.FAIR) {
      return;
    }
    Socket server = new Socket();
    open.add(server);
    server.connect(target);
    server.setTcpNoDelay(true);
    daemon(() -> pump(server, client));
    pump(client, server);
  }

  private void pump(Socket from, Socket to) throws IOException {
    byte[] bytes = new byte[16 * 1024];
    try {
      while (true) {
        while (weather == Weather.STALL && !from.isClosed()) {
          LockSupport.parkNanos(1_000_000);
        }
        int count = from.getInputStream().read(bytes);
        if (count < 0) {
          break;
        }
        if (weather == Weather.FAIR) {
          to.getOutputStream().write(bytes, 0, count);
        }
      }
    } finally {
      // A client that goes is seen by the server when the network is fair only; but then at once.
      from.close();
      to.close();
    }
  }

  private interface Task {
    void run() throws IOException;
  }

  private static void daemon(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException closed) {
                // The end of a link.
              }
            },
            "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
