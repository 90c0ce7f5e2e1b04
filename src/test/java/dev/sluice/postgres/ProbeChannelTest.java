package dev.sluice.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.postgres.AdaptiveSpin.Look;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a channel learns from its waits for the server's answers. */
@Timeout(30)
class ProbeChannelTest {
  /** Much longer than anybody spins. */
  private static final Duration LATE = Duration.ofMillis(50);

  private static final int PROCESSORS_WITHOUT_ROOM = 1;
  private static final int PROCESSORS_WITH_ROOM = 2;

  private final AtomicInteger waiting = new AtomicInteger();
  private ServerSocket server;

  @BeforeEach
  void listening() throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void closed() throws IOException {
    server.close();
  }

  /**
   * How the next wait begins.
   *
   * @param asked whether the read follows a write
   * @param late whether the answer comes when the reader has waited for a while, not before it
   *     reads
   */
  private Look behindAnAnswer(boolean asked, boolean late, int processors) throws IOException {
    AdaptiveSpin spin = new AdaptiveSpin(processors, waiting);
    ProbeChannel channel = new ProbeChannel(spin);
    channel.connect(server.getLocalSocketAddress(), 5000);
    try (Socket peer = server.accept()) {
      if (asked) {
        channel.write(new byte[] {1}, 0, 1);
      }
      CompletableFuture<Void> answer =
          late
              ? CompletableFuture.runAsync(() -> answerLate(peer))
              : CompletableFuture.runAsync(() -> answer(peer), Runnable::run);
      assertThat(channel.read(new byte[8], 0, 8)).isEqualTo(1);
      answer.join();
      assertThat(waiting).hasValue(0);
      return spin.begin();
    } finally {
      channel.close();
    }
  }

  private void answerLate(Socket peer) {
    while (waiting.get() == 0) {
      Thread.onSpinWait();
    }
    LockSupport.parkNanos(LATE.toNanos());
    answer(peer);
  }

  private static void answer(Socket peer) {
    try {
      peer.getOutputStream().write(2);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void anAnswerThatIsThereAtTheFirstLookIsWorthAnother() throws IOException {
    assertThat(behindAnAnswer(true, false, PROCESSORS_WITHOUT_ROOM)).isEqualTo(Look.ONE);
  }

  @Test
  void anAnswerThatIsNotThereIsNotLookedForTheNextTime() throws IOException {
    assertThat(behindAnAnswer(true, true, PROCESSORS_WITHOUT_ROOM)).isEqualTo(Look.NONE);
  }

  @Test
  void whatWasReadForInVainIsNotLookedForAgain() throws IOException {
    assertThat(behindAnAnswer(false, true, PROCESSORS_WITHOUT_ROOM)).isEqualTo(Look.ONE);
  }

  @Test
  void anAnswerThatComesWhileOneLooksIsWorthLookingAgain() throws IOException {
    assertThat(behindAnAnswer(true, false, PROCESSORS_WITH_ROOM)).isEqualTo(Look.SPIN);
  }

  @Test
  void anAnswerThatTakesLongerIsLookedForOnceTheNextTime() throws IOException {
    assertThat(behindAnAnswer(true, true, PROCESSORS_WITH_ROOM)).isEqualTo(Look.ONE);
  }
}
