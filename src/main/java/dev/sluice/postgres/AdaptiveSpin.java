package dev.sluice.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether a thread that waits for the server's answer looks for it before it sleeps.
 *
 * <p>To fall asleep and to be woken costs two context switches, and some tens of microseconds where
 * a processor at rest has to be woken as well. A server on the same machine often has its answer
 * ready sooner. So a thread looks for about as long as sleeping would cost: no choice is then worse
 * than twice the best one. But only while each thread that has asked can have a processor, and its
 * server another one: where they are scarce, a thread that looks takes them from the server it
 * waits for. A thread counts from before its question is sent, since that is where the server's
 * process takes its processor.
 *
 * <p>There it looks once. Where processors are scarce, the server's process often takes the one
 * that the question was sent from, and the answer is there when the thread has it back. To look is
 * then one system call, to ask for sleep and to look two.
 *
 * <p>Both go on as long as they pay, each by itself: each time that it was in vain, twice as many
 * of the next waits go without, up to {@link #MOST_SKIPPED}. Where the server is further away, or
 * its queries take longer, nearly all waits go without. In a crowd a thread finds room for a moment
 * only, and would spin while the others' servers need the processor. So a wait without room counts
 * as a spin in vain as well, up to {@link #CROWDED_DOUBLINGS}: few enough that a thread that is
 * left alone soon spins again.
 *
 * <p>For one thread at a time, save {@link #answered()}.
 */
final class AdaptiveSpin implements AnswerWait {
  /** For how long a wait looks, in nanoseconds. */
  static final long LONGEST_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

  private static final int MOST_DOUBLINGS = 10;

  /** How many waits in a row go without, at most. */
  static final int MOST_SKIPPED = (1 << MOST_DOUBLINGS) - 1;

  /** To how many doublings waits without room can lead. */
  static final int CROWDED_DOUBLINGS = 4;

  /** How many connections wait for an answer, all over. */
  private static final AtomicInteger WAITING = new AtomicInteger();

  /** What a wait begins with. */
  enum Look {
    NONE,
    ONE,
    /** For {@link #LONGEST_NANOS}, while there is room. */
    SPIN
  }

  private final int processors;
  private final AtomicInteger waiting;

  /** Whether this connection waits for an answer, and is counted. */
  private final AtomicBoolean due = new AtomicBoolean();

  private final Trials spins = new Trials();
  private final Trials single = new Trials();

  AdaptiveSpin() {
    this(Runtime.getRuntime().availableProcessors(), WAITING);
  }

  /**
   * @param processors how many there are for this JVM
   * @param waiting counts the connections that wait
   */
  AdaptiveSpin(int processors, AtomicInteger waiting) {
    this.processors = processors;
    this.waiting = waiting;
  }

  /** How many connections wait for an answer now. */
  static int waitingNow() {
    return WAITING.get();
  }

  @Override
  public void asked() {
    if (!due.get() && due.compareAndSet(false, true)) {
      waiting.incrementAndGet();
    }
  }

  /** Whether a question was asked, and nothing was read since. */
  boolean isDue() {
    return due.get();
  }

  @Override
  public int look(ReadableByteChannel channel, ByteBuffer target, long limit) throws IOException {
    // Right after a question there is nothing yet to be read.
    boolean due = isDue();
    int n = due ? 0 : channel.read(target);
    if (n != 0) {
      return n;
    }
    return switch (begin()) {
      case SPIN -> spin(channel, target, limit);
      case ONE -> due ? once(channel, target) : 0;
      case NONE -> 0;
    };
  }

  private int spin(ReadableByteChannel channel, ByteBuffer target, long limit) throws IOException {
    long now = System.nanoTime();
    long end = now + LONGEST_NANOS;
    if (limit != 0 && limit - end < 0) {
      end = limit;
    }
    for (; now - end < 0 && hasRoom(); now = System.nanoTime()) {
      int n = channel.read(target);
      if (n != 0) {
        spun(true);
        return n;
      }
      Thread.onSpinWait();
    }
    spun(false);
    return 0;
  }

  private int once(ReadableByteChannel channel, ByteBuffer target) throws IOException {
    int n = channel.read(target);
    lookedOnce(n != 0);
    return n;
  }

  /** A wait for an answer begins; {@link #answered()} is due, whatever comes of it. */
  Look begin() {
    asked();
    if (!hasRoom()) {
      spins.noRoom();
    } else if (spins.due()) {
      return Look.SPIN;
    }
    return single.due() ? Look.ONE : Look.NONE;
  }

  /** Whether a thread that looks takes nobody's processor. */
  boolean hasRoom() {
    return 2 * waiting.get() <= processors;
  }

  /**
   * It has looked until the answer came, or until others needed the processor, or for {@link
   * #LONGEST_NANOS}.
   *
   * @param found whether the answer came meanwhile
   */
  void spun(boolean found) {
    spins.went(found);
  }

  /**
   * It has looked once.
   *
   * @param found whether the answer was there
   */
  void lookedOnce(boolean found) {
    single.went(found);
  }

  @Override
  public void answered() {
    if (due.get() && due.compareAndSet(true, false)) {
      waiting.decrementAndGet();
    }
  }

  /** How often something is tried that does not always pay. */
  private static final class Trials {
    private int doublings;
    private int toSkip;

    boolean due() {
      if (toSkip > 0) {
        toSkip--;
        return false;
      }
      return true;
    }

    void went(boolean paid) {
      doublings = paid ? Math.max(0, doublings - 1) : Math.min(doublings + 1, MOST_DOUBLINGS);
      toSkip = (1 << doublings) - 1;
    }

    void noRoom() {
      if (doublings < CROWDED_DOUBLINGS) {
        went(false);
      }
    }
  }
}
