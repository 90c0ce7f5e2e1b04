package dev.sluice.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connect ends in its time, whatever a server does after it has accepted. */
@Timeout(30)
class SilentServerTest {
  private ServerSocket server;

  @BeforeEach
  void listening() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void stopped() throws IOException {
    server.close();
  }

  private ConnectFailure failureOf(Specs spec, Duration atMost) {
    long start = System.nanoTime();
    ConnectFailure failure = catchThrowableOfType(ConnectFailure.class, spec::connect);
    assertThat((Throwable) failure).isNotNull();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(atMost);
    assertThat(Opening.underWay()).isZero();
    assertThat(failure.permanent()).isFalse();
    return failure;
  }

  private Specs spec() {
    return Specs.toPort(server.getLocalPort()).connectTimeout(300);
  }

  private interface Talk {
    void to(Socket client) throws IOException;
  }

  private void answerWith(Talk talk) {
    Thread answering =
        new Thread(
            () -> {
              try {
                while (true) {
                  Socket client = server.accept();
                  client.getInputStream().readNBytes(8);
                  talk.to(client);
                }
              } catch (IOException e) {
                // The test is over.
              }
            });
    answering.setDaemon(true);
    answering.start();
  }

  @Test
  void aServerThatAcceptsAndNeverAnswers() {
    ConnectFailure failure = failureOf(spec(), Duration.ofMillis(1500));
    assertThat((Throwable) failure)
        .hasMessageContaining("of 300 ms")
        .hasMessageContaining("answered in time");
  }

  @Test
  void aServerThatStallsInTheMiddleOfStartUp() {
    answerWith(client -> client.getOutputStream().write(new byte[] {'N', 'R', 0, 0, 0, 8}));
    failureOf(spec(), Duration.ofMillis(1500));
  }

  @Test
  void aServerThatSendsOneNoticeAfterTheOther() {
    byte[] notice = {'N', 0, 0, 0, 9, 'M', 'h', 'i', 0, 0};
    answerWith(
        client -> {
          client.getOutputStream().write('N');
          while (true) {
            client.getOutputStream().write(notice);
            LockSupport.parkNanos(1_000_000);
          }
        });
    failureOf(spec(), Duration.ofMillis(1500));
  }

  @Test
  void aServerThatStallsInTheTlsHandshake() {
    answerWith(client -> client.getOutputStream().write('S'));
    failureOf(spec().property("sslmode", "require"), Duration.ofMillis(1500));
  }

  @Test
  void aServerThatClosesInTheTlsHandshakeIsNoReasonToGiveUpForGood() {
    answerWith(
        client -> {
          client.getOutputStream().write('S');
          client.close();
        });
    failureOf(spec().property("sslmode", "require"), Duration.ofMillis(1500));
  }

  @Test
  void noServerAtAll() throws IOException {
    int port = server.getLocalPort();
    server.close();
    ConnectFailure failure =
        failureOf(Specs.toPort(port).connectTimeout(2000), Duration.ofSeconds(2));
    assertThat((Throwable) failure).hasMessageContaining("listen_addresses");
  }

  @Test
  void givingUpEndsAConnectUnderWay() throws Exception {
    PgConnector connector = new PgConnector(spec().connectTimeout(20_000).build(), note -> {});
    AtomicReference<Throwable> outcome = new AtomicReference<>();
    Thread connecting =
        new Thread(
            () -> {
              try {
                connector.connect();
              } catch (Throwable e) {
                outcome.set(e);
              }
            });
    connecting.start();
    try (Socket client = server.accept()) {
      assertThat(client.isConnected()).isTrue();
      connector.giveUp();
      connecting.join(5000);
    }
    assertThat(outcome.get()).isInstanceOf(ConnectFailure.class);
    assertThatThrownBy(connector::connect).isInstanceOf(ConnectFailure.class);
  }

  @Test
  void noThreadIsLeftOfAConnectThatTimedOut() {
    failureOf(spec(), Duration.ofMillis(1500));
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.contains("PostgreSQL JDBC driver connection"));
  }
}
