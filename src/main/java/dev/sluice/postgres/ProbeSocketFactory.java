package dev.sluice.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Gives the driver its sockets: those of a connect with all its hosts and retries, and later those
 * of cancel requests. The driver makes one by the class's name for each physical connection and
 * passes {@code socketFactoryArg}, the only thing that leads from there to the connect under way.
 */
public final class ProbeSocketFactory extends SocketFactory {
  private final Opening opening;

  /**
   * Called by the driver.
   *
   * @param arg the key of a connect under way, as {@link PgConnector} set it
   * @throws IllegalArgumentException if no such connect is under way in this copy of Sluice
   */
  public ProbeSocketFactory(@Nullable String arg) {
    Opening found = Opening.find(arg);
    if (found == null) {
      throw new IllegalArgumentException(
          "no connect of Sluice is under way with this key: "
              + ProbeSocketFactory.class.getName()
              + " serves Sluice only, and the driver must find the copy of Sluice that uses it");
    }
    this.opening = found;
  }

  @Override
  public Socket createSocket() throws IOException {
    return opening.newSocket();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(null, new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return connected(new InetSocketAddress(local, localPort), new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(null, new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return connected(new InetSocketAddress(local, localPort), new InetSocketAddress(host, port));
  }

  private Socket connected(@Nullable InetSocketAddress from, InetSocketAddress to)
      throws IOException {
    ProbeSocket socket = opening.newSocket();
    try {
      if (from != null) {
        socket.bind(from);
      }
      socket.connect(to);
      return socket;
    } catch (IOException e) {
      socket.cut();
      throw e;
    }
  }
}
