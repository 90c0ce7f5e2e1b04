package dev.sluice.postgres;

import dev.sluice.jdbc.Liveness;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The socket that the driver reads and writes through; TLS is layered on top of it, so that a look
 * at it sees the same things with and without. Options are the channel's own.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // No monitor is held around I/O.
public final class ProbeSocket extends Socket {
  private final ProbeChannel io;

  /** The JDK's view of the channel: its options and addresses work, its streams are not used. */
  private final Socket view;

  private final InputStream input = new Input();
  private final OutputStream output = new Output();
  private volatile boolean connected;

  private ProbeSocket(ProbeChannel io) throws SocketException {
    super((SocketImpl) null);
    this.io = io;
    this.view = io.channel().socket();
  }

  /**
   * A socket that is not connected yet.
   *
   * @param answers how its reader waits for an answer; of this socket alone
   * @throws IOException if the operating system gives none
   */
  static ProbeSocket open(AnswerWait answers) throws IOException {
    return new ProbeSocket(new ProbeChannel(answers));
  }

  /** Looks at the socket; only while nobody reads from it. Never throws, never blocks. */
  Liveness probe() {
    return io.probe();
  }

  /** Whether a question was sent, or a read waits, and nothing was read since. From any thread. */
  boolean isAnswerDue() {
    return io.isAnswerDue();
  }

  /** Whether all that has come was read, the last of it within this time. Makes no system call. */
  boolean heardWithin(Duration time) {
    return io.heardWithin(time.toNanos());
  }

  /**
   * Until {@link #noDeadline()}, all waits on this socket end together when this time is over, with
   * a {@link TimeOver}.
   */
  void deadlineIn(Duration time) {
    io.deadlineIn(time.toNanos());
  }

  void noDeadline() {
    io.noDeadline();
  }

  /** Closes without a word to the server, and without TLS's. Never throws, never blocks. */
  void cut() {
    try {
      io.close();
    } catch (IOException e) {
      // The descriptor is given back all the same.
    }
  }

  @Override
  public void connect(SocketAddress endpoint) throws IOException {
    connect(endpoint, 0);
  }

  @Override
  public void connect(SocketAddress endpoint, int timeout) throws IOException {
    if (endpoint instanceof InetSocketAddress address && address.isUnresolved()) {
      throw new UnknownHostException(address.getHostString());
    }
    io.connect(endpoint, timeout);
    connected = true;
  }

  @Override
  public void bind(@Nullable SocketAddress bindpoint) throws IOException {
    io.channel().bind(bindpoint);
  }

  @Override
  public InputStream getInputStream() {
    return input;
  }

  @Override
  public OutputStream getOutputStream() {
    return output;
  }

  @Override
  public void close() throws IOException {
    io.close();
  }

  @Override
  public boolean isConnected() {
    return connected;
  }

  @Override
  public boolean isClosed() {
    return !io.channel().isOpen();
  }

  @Override
  public void setSoTimeout(int timeout) throws SocketException {
    if (timeout < 0) {
      throw new IllegalArgumentException("timeout < 0");
    }
    if (isClosed()) {
      throw new SocketException("Socket closed");
    }
    io.readTimeout(timeout);
  }

  @Override
  public int getSoTimeout() throws SocketException {
    if (isClosed()) {
      throw new SocketException("Socket closed");
    }
    return io.readTimeout();
  }

  // From here on each method is the view's.

  @Override
  public boolean isBound() {
    return view.isBound();
  }

  @Override
  public boolean isInputShutdown() {
    return view.isInputShutdown();
  }

  @Override
  public boolean isOutputShutdown() {
    return view.isOutputShutdown();
  }

  @Override
  public void shutdownInput() throws IOException {
    view.shutdownInput();
  }

  @Override
  public void shutdownOutput() throws IOException {
    view.shutdownOutput();
  }

  @Override
  public @Nullable InetAddress getInetAddress() {
    return view.getInetAddress();
  }

  @Override
  public InetAddress getLocalAddress() {
    return view.getLocalAddress();
  }

  @Override
  public int getPort() {
    return view.getPort();
  }

  @Override
  public int getLocalPort() {
    return view.getLocalPort();
  }

  @Override
  public @Nullable SocketAddress getRemoteSocketAddress() {
    return view.getRemoteSocketAddress();
  }

  @Override
  public @Nullable SocketAddress getLocalSocketAddress() {
    return view.getLocalSocketAddress();
  }

  @Override
  public void setTcpNoDelay(boolean on) throws SocketException {
    view.setTcpNoDelay(on);
  }

  @Override
  public boolean getTcpNoDelay() throws SocketException {
    return view.getTcpNoDelay();
  }

  @Override
  public void setSoLinger(boolean on, int linger) throws SocketException {
    view.setSoLinger(on, linger);
  }

  @Override
  public int getSoLinger() throws SocketException {
    return view.getSoLinger();
  }

  @Override
  public void sendUrgentData(int data) throws IOException {
    throw new SocketException("Urgent data not supported");
  }

  @Override
  public void setOOBInline(boolean on) throws SocketException {
    view.setOOBInline(on);
  }

  @Override
  public boolean getOOBInline() throws SocketException {
    return view.getOOBInline();
  }

  @Override
  public void setSendBufferSize(int size) throws SocketException {
    view.setSendBufferSize(size);
  }

  @Override
  public int getSendBufferSize() throws SocketException {
    return view.getSendBufferSize();
  }

  @Override
  public void setReceiveBufferSize(int size) throws SocketException {
    view.setReceiveBufferSize(size);
  }

  @Override
  public int getReceiveBufferSize() throws SocketException {
    return view.getReceiveBufferSize();
  }

  @Override
  public void setKeepAlive(boolean on) throws SocketException {
    view.setKeepAlive(on);
  }

  @Override
  public boolean getKeepAlive() throws SocketException {
    return view.getKeepAlive();
  }

  @Override
  public void setTrafficClass(int tc) throws SocketException {
    view.setTrafficClass(tc);
  }

  @Override
  public int getTrafficClass() throws SocketException {
    return view.getTrafficClass();
  }

  @Override
  public void setReuseAddress(boolean on) throws SocketException {
    view.setReuseAddress(on);
  }

  @Override
  public boolean getReuseAddress() throws SocketException {
    return view.getReuseAddress();
  }

  @Override
  public void setPerformancePreferences(int connectionTime, int latency, int bandwidth) {
    // No socket of the JDK heeds them.
  }

  @Override
  public <T> Socket setOption(SocketOption<T> name, T value) throws IOException {
    io.channel().setOption(name, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return io.channel().getOption(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return io.channel().supportedOptions();
  }

  @Override
  public String toString() {
    return "ProbeSocket[" + view.getRemoteSocketAddress() + "]";
  }

  private final class Input extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return io.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return io.read(bytes, offset, length);
    }

    @Override
    public int available() throws IOException {
      return io.available();
    }

    @Override
    public void close() throws IOException {
      io.close();
    }
  }

  private final class Output extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      io.write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      io.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      io.close();
    }
  }
}
