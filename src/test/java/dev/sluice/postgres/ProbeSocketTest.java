package dev.sluice.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.jdbc.Liveness;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ProbeSocketTest {
  private ServerSocket server;
  private ProbeSocket socket;
  private Socket peer;
  private final List<AdaptiveSpin> crowd = new ArrayList<>();

  @BeforeEach
  void connected() throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    socket = ProbeSocket.open(new AdaptiveSpin());
    socket.connect(server.getLocalSocketAddress(), 5000);
    peer = server.accept();
  }

  /** Makes so many wait that no thread is to look for more than a moment. */
  private void crowd(boolean crowded) {
    for (int i = 0; crowded && i < Runtime.getRuntime().availableProcessors(); i++) {
      AdaptiveSpin waiting = new AdaptiveSpin();
      waiting.begin();
      crowd.add(waiting);
    }
  }

  @AfterEach
  void closed() throws IOException {
    crowd.forEach(AdaptiveSpin::answered);
    socket.close();
    peer.close();
    server.close();
  }

  @Test
  void aSilentPeerIsAlive() {
    assertThat(socket.probe()).isEqualTo(Liveness.ALIVE);
    assertThat(socket.probe()).isEqualTo(Liveness.ALIVE);
  }

  @Test
  void theEndOfTheStreamIsDeath() throws Exception {
    peer.close();
    Await.until("end of file seen", () -> socket.probe() == Liveness.DEAD);
    assertThat(socket.probe()).isEqualTo(Liveness.DEAD);
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void aResetIsDeath() throws Exception {
    peer.setSoLinger(true, 0);
    peer.close();
    Await.until("reset seen", () -> socket.probe() == Liveness.DEAD);
  }

  @Test
  void aClosedSocketIsDead() throws IOException {
    socket.close();
    assertThat(socket.probe()).isEqualTo(Liveness.DEAD);
    assertThat(socket.isClosed()).isTrue();
    assertThat(socket.isConnected()).isTrue();
  }

  @Test
  void whatAProbeReadIsNotLost() throws Exception {
    byte[] sent = new byte[1000];
    new Random(1).nextBytes(sent);
    peer.getOutputStream().write(sent);
    Await.until("bytes seen", () -> socket.probe() == Liveness.ASK);
    assertThat(socket.probe()).isEqualTo(Liveness.ASK);
    assertThat(socket.getInputStream().available()).isPositive();
    InputStream in = socket.getInputStream();
    assertThat(in.read()).isEqualTo(sent[0] & 0xff);
    assertThat(in.readNBytes(999)).isEqualTo(java.util.Arrays.copyOfRange(sent, 1, 1000));
    assertThat(socket.probe()).isEqualTo(Liveness.ALIVE);
  }

  @Test
  void aPeerIsHeardOfWhenItsBytesAreRead() throws Exception {
    Duration moment = Duration.ofMillis(20);
    Await.until("silence", () -> !socket.heardWithin(moment));
    Await.until(
        "bytes read",
        () -> {
          peer.getOutputStream().write('x');
          socket.getInputStream().read();
          return socket.heardWithin(moment);
        });
  }

  @Test
  void aPeerWhoseBytesWaitIsNotHeardOfYet() throws Exception {
    peer.getOutputStream().write('x');
    Await.until("bytes seen", () -> socket.probe() == Liveness.ASK);
    assertThat(socket.heardWithin(Duration.ofDays(1))).isFalse();
    socket.getInputStream().read();
    assertThat(socket.heardWithin(Duration.ofDays(1))).isTrue();
  }

  @Test
  void muchGoesThroughInBothDirections() throws Exception {
    byte[] sent = new byte[8 << 20];
    new Random(2).nextBytes(sent);
    CompletableFuture<Void> echo =
        CompletableFuture.runAsync(
            () -> {
              try {
                peer.getOutputStream().write(peer.getInputStream().readNBytes(sent.length));
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    socket.getOutputStream().write(sent);
    assertThat(socket.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
    echo.get(10, TimeUnit.SECONDS);
  }

  @Test
  void aReadTimeoutEndsAReadAndLeavesTheSocketWhole() throws IOException {
    socket.setSoTimeout(30);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    peer.getOutputStream().write('x');
    assertThat(socket.getInputStream().read()).isEqualTo('x');
  }

  @Test
  void aDeadlineEndsReadingFromAPeerThatTrickles() throws Exception {
    socket.setSoTimeout(10_000);
    socket.deadlineIn(Duration.ofMillis(200));
    CompletableFuture<Void> trickle =
        CompletableFuture.runAsync(
            () -> {
              try {
                for (int i = 0; i < 1_000_000; i++) {
                  peer.getOutputStream().write('x');
                }
              } catch (IOException e) {
                // The test is over.
              }
            });
    long start = System.nanoTime();
    assertThatThrownBy(
            () -> {
              while (true) {
                socket.getInputStream().read(new byte[10]);
              }
            })
        .isInstanceOf(TimeOver.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    socket.close();
    trickle.get(10, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAnswerThatIsLookedForAfterTheDeadlineIsTooLate(boolean crowded) throws IOException {
    socket.getOutputStream().write('q');
    peer.getOutputStream().write('a');
    socket.deadlineIn(Duration.ofNanos(1));
    crowd(crowded);
    assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(TimeOver.class);
  }

  @Test
  void aDeadlineEndsAWriteToAPeerThatDoesNotRead() {
    socket.deadlineIn(Duration.ofMillis(200));
    assertThatThrownBy(() -> socket.getOutputStream().write(new byte[64 << 20]))
        .isInstanceOf(TimeOver.class);
  }

  @Test
  void noWaitIsCountedAnyLongerWhenItIsOver() throws Exception {
    socket.setSoTimeout(30);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    peer.getOutputStream().write('x');
    socket.getInputStream().read();
    peer.close();
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
    Await.until("nobody waits", () -> AdaptiveSpin.waitingNow() == 0);
  }

  @Test
  void aQuestionCountsUntilItIsAnsweredOrTheSocketIsClosed() throws Exception {
    socket.getOutputStream().write('q');
    assertThat(AdaptiveSpin.waitingNow()).isPositive();
    peer.getOutputStream().write('a');
    socket.getInputStream().read();
    Await.until("answered", () -> AdaptiveSpin.waitingNow() == 0);
    socket.getOutputStream().write('q');
    socket.close();
    Await.until("closed", () -> AdaptiveSpin.waitingNow() == 0);
    assertThatThrownBy(() -> socket.getOutputStream().write('q'))
        .isInstanceOf(SocketException.class);
    assertThat(AdaptiveSpin.waitingNow()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eachAnswerArrivesHoweverSoonOrLateItComes(boolean crowded) throws Exception {
    int answers = 500;
    CompletableFuture<Void> server =
        CompletableFuture.runAsync(
            () -> {
              try {
                for (int i = 0; i < answers; i++) {
                  int question = peer.getInputStream().read();
                  if (i % 50 == 49) {
                    LockSupport.parkNanos(10 * AdaptiveSpin.LONGEST_NANOS);
                  }
                  peer.getOutputStream().write(question + 1);
                }
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    crowd(crowded);
    for (int i = 0; i < answers; i++) {
      socket.getOutputStream().write(i % 100);
      assertThat(socket.getInputStream().read()).isEqualTo(i % 100 + 1);
    }
    server.get(10, TimeUnit.SECONDS);
  }

  @Test
  void anInterruptNeitherClosesTheSocketNorGetsLost() throws Exception {
    AtomicReference<Object> outcome = new AtomicReference<>();
    Thread reader =
        new Thread(
            () -> {
              try {
                outcome.set(
                    socket.getInputStream().read() + " " + Thread.currentThread().isInterrupted());
              } catch (IOException e) {
                outcome.set(e);
              }
            });
    reader.start();
    Await.until("reading", () -> reader.getState() == Thread.State.RUNNABLE);
    reader.interrupt();
    peer.getOutputStream().write(7);
    reader.join();
    assertThat(outcome.get()).isEqualTo("7 true");
    assertThat(socket.probe()).isEqualTo(Liveness.ALIVE);
  }

  @Test
  void aThreadThatIsInterruptedAlreadyCanReadAndWrite() throws IOException {
    Thread.currentThread().interrupt();
    try {
      socket.getOutputStream().write(1);
      peer.getOutputStream().write(2);
      assertThat(socket.getInputStream().read()).isEqualTo(2);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void closingEndsAReadOfAnotherThread() throws Exception {
    AtomicReference<Throwable> outcome = new AtomicReference<>();
    Thread reader =
        new Thread(
            () -> {
              try {
                socket.getInputStream().read();
              } catch (Throwable e) {
                outcome.set(e);
              }
            });
    reader.start();
    Await.until("reading", () -> reader.getState() == Thread.State.RUNNABLE);
    socket.cut();
    reader.join(5000);
    assertThat(outcome.get()).isInstanceOf(SocketException.class).hasMessage("Socket closed");
    assertThat(peer.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void anUnresolvedAddressIsAnUnknownHost() throws IOException {
    try (ProbeSocket other = ProbeSocket.open(new AdaptiveSpin())) {
      assertThatThrownBy(
              () -> other.connect(InetSocketAddress.createUnresolved("nowhere.invalid", 1)))
          .isInstanceOf(UnknownHostException.class)
          .hasMessage("nowhere.invalid");
    }
  }
}
