package dev.sluice.postgres;

import dev.sluice.jdbc.Liveness;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
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

  /** How long a thread sleeps that finds another one in the selector, in nanoseconds. */
  private static final long BESIDE_NANOS = 1_000_000;

  private static final int PEEK = 64;
  private static final long NONE = 0;

  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;

  /** What a look took off the socket and the driver has not read yet; always in reading mode. */
  private final ByteBuffer looked = ByteBuffer.allocateDirect(PEEK).limit(0);

  /** When the peer's last bytes were read, in terms of {@code System.nanoTime()}. The reader's. */
  private long heardAt = System.nanoTime();

  /** How a wait begins. The reader's and the writer's, who are one thread. */
  private final AnswerWait answers;

  /** Whether a question was sent, or a read began, and nothing was read since. */
  private volatile boolean answerDue;

  /** Whether a thread sleeps in the selector, which is one thread's at a time. */
  private final AtomicBoolean selecting = new AtomicBoolean();

  /** In milliseconds, 0 for none. Any thread writes it; the next wait goes by it. */
  private volatile int readTimeout;

  /** In terms of {@code System.nanoTime()}, or NONE. Any thread writes it; the next wait obeys. */
  private volatile long deadline = NONE;

  /**
   * @param answers says how a wait for an answer begins; of this channel alone
   */
  ProbeChannel(AnswerWait answers) throws IOException {
    this.answers = answers;
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
        do {
          await(SelectionKey.OP_CONNECT, limit, "connect timed out");
        } while (!channel.finishConnect());
      }
    } catch (IOException e) {
      throw asOfASocket(e);
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
    } catch (IOException e) {
      throw asOfASocket(e);
    } finally {
      answerDue = false;
      answers.answered();
    }
  }

  private int readChannel(ByteBuffer target) throws IOException {
    long limit = limit(readTimeout);
    int n = answers.look(channel, target, limit);
    if (n == 0) {
      answerDue = true;
    }
    while (n == 0) {
      await(SelectionKey.OP_READ, limit, "Read timed out");
      n = channel.read(target);
    }
    if (isDeadlineOver()) {
      throw new TimeOver();
    }
    return n;
  }

  /** Whether a question was sent, or a read waits, and nothing was read since. From any thread. */
  boolean isAnswerDue() {
    return answerDue;
  }

  void write(byte[] bytes, int offset, int length) throws IOException {
    answers.asked();
    answerDue = true;
    boolean sent = false;
    try {
      for (int done = 0; done < length; ) {
        int n =
            channel.write(ByteBuffer.wrap(bytes, offset + done, Math.min(length - done, CHUNK)));
        done += n;
        if (n == 0) {
          await(SelectionKey.OP_WRITE, limit(0), "Write timed out");
        }
      }
      sent = true;
    } catch (IOException e) {
      throw asOfASocket(e);
    } finally {
      if (!sent) {
        answers.answered();
      }
    }
  }

  /** How many bytes can be read at once, at least; 0 at the end too. */
  int available() throws IOException {
    try {
      look();
      return looked.remaining();
    } catch (IOException e) {
      throw asOfASocket(e);
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
      answers.answered();
      // A registered channel gives its descriptor back only when the selector lets it go.
      selector.close();
    }
  }

  /** Sleeps until the channel is ready; beside another thread that does, until it may be. */
  private void await(int interest, long limit, String timedOut) throws IOException {
    boolean alone = selecting.compareAndSet(false, true);
    boolean interrupted = false;
    try {
      if (alone) {
        key.interestOps(interest);
      }
      while (true) {
        if (!channel.isOpen()) {
          throw closed(null);
        }
        long millis = limit == NONE ? 0 : millisLeft(limit, timedOut);
        boolean ready = !alone;
        if (alone) {
          ready = selector.select(ProbeChannel::seen, millis) > 0;
        } else {
          LockSupport.parkNanos(this, BESIDE_NANOS);
        }
        // Reading the flag clears it; left set, select would return at once for ever.
        if (Thread.interrupted()) {
          interrupted = true;
        }
        if (ready) {
          return;
        }
      }
    } catch (ClosedSelectorException | CancelledKeyException e) {
      throw closed(e);
    } finally {
      if (alone) {
        selecting.set(false);
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private long millisLeft(long limit, String timedOut) throws IOException {
    long left = limit - System.nanoTime();
    if (left <= 0) {
      throw isDeadlineOver() ? new TimeOver() : new SocketTimeoutException(timedOut);
    }
    return TimeUnit.NANOSECONDS.toMillis(left) + 1;
  }

  private static void seen(SelectionKey ready) {
    // Each wait is for one thing, so that it came is all there is to know.
  }

  private boolean isDeadlineOver() {
    long byDeadline = deadline;
    return byDeadline != NONE && byDeadline - System.nanoTime() <= 0;
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

  /** What the JDK's sockets throw for it, which callers look for. */
  private static IOException asOfASocket(IOException failure) {
    if (failure instanceof ClosedChannelException) {
      return closed(failure);
    }
    if (failure instanceof SocketException || failure instanceof InterruptedIOException) {
      return failure;
    }
    SocketException same = new SocketException(failure.getMessage());
    same.initCause(failure);
    return same;
  }

  private static SocketException closed(@Nullable Exception cause) {
    SocketException closed = new SocketException("Socket closed");
    if (cause != null) {
      closed.initCause(cause);
    }
    return closed;
  }
}
