package dev.sluice.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.postgres.AdaptiveSpin.Look;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a channel learns from its waits for the server's answers. */
@Timeout(30)
class ProbeChannelTest {
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

  /** How the wait behind one that took so long begins. */
  private Look behindAnAnswerAfter(long millis, int processors) throws IOException {
    return behindAnAnswer(true, millis, processors);
  }

  private Look behindAnAnswer(boolean asked, long millis, int processors) throws IOException {
    AdaptiveSpin spin = new AdaptiveSpin(processors, waiting);
    ProbeChannel channel = new ProbeChannel(spin);
    channel.connect(server.getLocalSocketAddress(), 5000);
    try (Socket peer = server.accept()) {
      CompletableFuture<Void> answer = CompletableFuture.completedFuture(null);
      if (asked) {
        channel.write(new byte[] {1}, 0, 1);
      }
      if (millis == 0) {
        answer(peer);
      } else {
        answer =
            CompletableFuture.runAsync(
                () -> {
                  while (waiting.get() == 0) {
                    Thread.onSpinWait();
                  }
                  LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
                  answer(peer);
                });
      }
      assertThat(channel.read(new byte[8], 0, 8)).isEqualTo(1);
      answer.join();
      assertThat(waiting).hasValue(0);
      return spin.begin();
    } finally {
      channel.close();
    }
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
    assertThat(behindAnAnswerAfter(0, PROCESSORS_WITHOUT_ROOM)).isEqualTo(Look.ONE);
  }

  @Test
  void anAnswerThatIsNotThereIsNotLookedForTheNextTime() throws IOException {
    assertThat(behindAnAnswerAfter(50, PROCESSORS_WITHOUT_ROOM)).isEqualTo(Look.NONE);
  }

  @Test
  void whatWasReadForInVainIsNotLookedForAgain() throws IOException {
    assertThat(behindAnAnswer(false, 50, PROCESSORS_WITHOUT_ROOM)).isEqualTo(Look.ONE);
  }

  @Test
  void anAnswerThatComesWhileOneLooksIsWorthLookingAgain() throws IOException {
    assertThat(behindAnAnswerAfter(0, PROCESSORS_WITH_ROOM)).isEqualTo(Look.SPIN);
  }

  @Test
  void anAnswerThatTakesLongerIsLookedForOnceTheNextTime() throws IOException {
    assertThat(behindAnAnswerAfter(50, PROCESSORS_WITH_ROOM)).isEqualTo(Look.ONE);
  }
}
