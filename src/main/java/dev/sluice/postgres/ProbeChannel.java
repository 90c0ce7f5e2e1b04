package dev.sluice.postgres;

import dev.sluice.jdbc.Liveness;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Blocking reads and writes over a channel that never blocks, so that a look at it is one system
 * call.
 *
 * <p>Not a blocking channel, for two reasons: an interrupt would close it, and with it the
 * connection of any thread that goes on working with its interrupt flag set; and a probe would
 * switch its mode twice. Here an interrupt is put off until the operation is over, as the JDK's own
 * sockets do for platform threads.
 *
 * <p>One reader and one writer at a time, which is how the driver works. {@link #close()} may come
 * from any thread, ends a wait of another one, and does not wait for the network.
 */
final class ProbeChannel {
  /** The JDK copies through a direct buffer that each thread keeps; this bounds its size. */
  private static final int CHUNK = 64 * 1024;

  private static final int PEEK = 64;
  private static final long NONE = 0;

  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;

  /** What a look took off the socket and the driver has not read yet; always in reading mode. */
  private final ByteBuffer looked = ByteBuffer.allocateDirect(PEEK).limit(0);

  /** When the peer's last bytes were read, in terms of {@code System.nanoTime()}. The reader's. */
  private long heardAt = System.nanoTime();

  /** Knows whether an answer is due. The reader's and the writer's, who are one thread. */
  private final AdaptiveSpin spin;

  /** In milliseconds, 0 for none. Any thread writes it; the next wait goes by it. */
  private volatile int readTimeout;

  /** In terms of {@code System.nanoTime()}, or NONE. Any thread writes it; the next wait obeys. */
  private volatile long deadline = NONE;

  ProbeChannel() throws IOException {
    this(new AdaptiveSpin());
  }

  /**
   * @param spin says how a wait for an answer begins; of this channel alone
   */
  ProbeChannel(AdaptiveSpin spin) throws IOException {
    this.spin = spin;
    channel = SocketChannel.open();
    Selector opened = null;
    try {
      channel.configureBlocking(false);
      opened = Selector.open();
      selector = opened;
      key = channel.register(opened, 0);
    } catch (IOException | RuntimeException e) {
      channel.close();
      if (opened != null) {
        opened.close();
      }
      throw e;
    }
  }

  SocketChannel channel() {
    return channel;
  }

  void readTimeout(int millis) {
    readTimeout = millis;
  }

  int readTimeout() {
    return readTimeout;
  }

  /** From now on everything on this channel ends at that time, whatever the read timeout says. */
  void deadlineIn(long nanos) {
    deadline = afterNanos(nanos);
  }

  void noDeadline() {
    deadline = NONE;
  }

  void connect(SocketAddress address, int timeoutMillis) throws IOException {
    try {
      if (!channel.connect(address)) {
        long limit = limit(timeoutMillis);
        key.interestOps(SelectionKey.OP_CONNECT);
        do {
          await(selector, limit, "connect timed out");
        } while (!channel.finishConnect());
      }
      key.interestOps(SelectionKey.OP_READ);
    } catch (ClosedChannelException e) {
      throw closed(e);
    }
  }

  /** Reads like a socket's stream: at least one byte, or -1 at the end. */
  int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    try {
      if (looked.hasRemaining()) {
        int n = Math.min(length, looked.remaining());
        looked.get(bytes, offset, n);
        return n;
      }
      int n = readChannel(ByteBuffer.wrap(bytes, offset, Math.min(length, CHUNK)));
      if (n > 0) {
        heardAt = System.nanoTime();
      }
      return n;
    } catch (ClosedChannelException e) {
      throw closed(e);
    } finally {
      spin.answered();
    }
  }

  private int readChannel(ByteBuffer target) throws IOException {
    // Right after a question there is nothing yet to be read.
    boolean due = spin.isDue();
    int n = due ? 0 : channel.read(target);
    long limit = n == 0 || deadline != NONE ? limit(readTimeout) : NONE;
    if (n != 0 && limit != NONE && limit - System.nanoTime() <= 0) {
      throw tooLate("Read timed out");
    }
    return n == 0 ? awaitAndRead(target, limit, !due) : n;
  }

  private int awaitAndRead(ByteBuffer target, long limit, boolean looked) throws IOException {
    int n =
        switch (spin.begin()) {
          case SPIN -> readSpinning(target, limit);
          case ONE -> looked ? 0 : readOnce(target, limit);
          case NONE -> 0;
        };
    while (n == 0) {
      await(selector, limit, "Read timed out");
      n = channel.read(target);
    }
    return n;
  }

  /** Returns 0 where nothing came, for one that is too late as well. */
  private int readSpinning(ByteBuffer target, long limit) throws IOException {
    long now = System.nanoTime();
    long end = now + AdaptiveSpin.LONGEST_NANOS;
    if (limit != NONE && limit - end < 0) {
      end = limit;
    }
    for (; now - end < 0 && spin.hasRoom(); now = System.nanoTime()) {
      int n = channel.read(target);
      if (n != 0) {
        spin.spun(true);
        return n;
      }
      Thread.onSpinWait();
    }
    spin.spun(false);
    return 0;
  }

  /** Returns 0 where nothing was there, and where it is too late. */
  private int readOnce(ByteBuffer target, long limit) throws IOException {
    if (limit != NONE && limit - System.nanoTime() <= 0) {
      return 0;
    }
    int n = channel.read(target);
    spin.lookedOnce(n != 0);
    return n;
  }

  void write(byte[] bytes, int offset, int length) throws IOException {
    spin.asked();
    boolean sent = false;
    try {
      for (int done = 0; done < length; ) {
        int n =
            channel.write(ByteBuffer.wrap(bytes, offset + done, Math.min(length - done, CHUNK)));
        done += n;
        if (n == 0) {
          awaitRoom();
        }
      }
      sent = true;
    } catch (ClosedChannelException e) {
      throw closed(e);
    } finally {
      if (!sent) {
        spin.answered();
      }
    }
  }

  /** How many bytes can be read at once, at least; 0 at the end too. */
  int available() throws IOException {
    try {
      look();
      return looked.remaining();
    } catch (ClosedChannelException e) {
      throw closed(e);
    }
  }

  /** One look at a channel that nobody reads from; nothing is lost by it. */
  Liveness probe() {
    try {
      if (look() < 0) {
        return Liveness.DEAD;
      }
      return looked.hasRemaining() ? Liveness.ASK : Liveness.ALIVE;
    } catch (IOException e) {
      return Liveness.DEAD;
    }
  }

  /**
   * Whether nothing waits, as far as is known without a look, and the peer was heard of within this
   * time. For the reader.
   */
  boolean heardWithin(long nanos) {
    return !looked.hasRemaining() && System.nanoTime() - heardAt < nanos;
  }

  private int look() throws IOException {
    if (looked.hasRemaining()) {
      return looked.remaining();
    }
    looked.clear();
    try {
      return channel.read(looked);
    } finally {
      looked.flip();
    }
  }

  void close() throws IOException {
    try {
      channel.close();
    } finally {
      // After the channel is closed: whoever asks from now on fails, and takes it back itself.
      spin.answered();
      // A registered channel gives its descriptor back only when the selector lets it go.
      selector.close();
    }
  }

  /** The send buffer is full: rare enough for a selector of its own, beside a waiting reader's. */
  private void awaitRoom() throws IOException {
    try (Selector room = Selector.open()) {
      channel.register(room, SelectionKey.OP_WRITE);
      await(room, limit(0), "Write timed out");
    }
  }

  private void await(Selector on, long limit, String timedOut) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        if (!channel.isOpen()) {
          throw closed(null);
        }
        long millis = 0;
        if (limit != NONE) {
          long left = limit - System.nanoTime();
          if (left <= 0) {
            throw tooLate(timedOut);
          }
          millis = TimeUnit.NANOSECONDS.toMillis(left) + 1;
        }
        int ready = on.select(ProbeChannel::seen, millis);
        // Reading the flag clears it; left set, select would return at once for ever.
        if (Thread.interrupted()) {
          interrupted = true;
        }
        if (ready > 0) {
          return;
        }
      }
    } catch (ClosedSelectorException e) {
      throw closed(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void seen(SelectionKey ready) {
    // Each wait is for one thing, so that it came is all there is to know.
  }

  private IOException tooLate(String timedOut) {
    long byDeadline = deadline;
    boolean deadlineOver = byDeadline != NONE && byDeadline - System.nanoTime() <= 0;
    return deadlineOver ? new TimeOver() : new SocketTimeoutException(timedOut);
  }

  private long limit(int timeoutMillis) {
    long byDeadline = deadline;
    if (timeoutMillis <= 0) {
      return byDeadline;
    }
    long byTimeout = afterNanos(TimeUnit.MILLISECONDS.toNanos(timeoutMillis));
    return byDeadline != NONE && byDeadline - byTimeout < 0 ? byDeadline : byTimeout;
  }

  /** Never NONE. */
  private static long afterNanos(long nanos) {
    return (System.nanoTime() + nanos) | 1;
  }

  private static SocketException closed(@Nullable Exception cause) {
    SocketException closed = new SocketException("Socket closed");
    if (cause != null) {
      closed.initCause(cause);
    }
    return closed;
  }
}
