package dev.sluice.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.SecondCopy;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The driver and one copy of Sluice in the server, a second copy in the application. */
@Timeout(60)
class TwoCopiesIT {
  /** Runs in the application's copy. */
  public static final class InTheApplication implements IntFunction<String> {
    @Override
    public String apply(int port) {
      try {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        PgPhysicalConnection connection = Specs.toPort(port).connect();
        String answer = connection.probe() + " " + connection.test(1000);
        connection.close();
        return answer + " " + (Thread.currentThread().getContextClassLoader() == before);
      } catch (ConnectFailure e) {
        return e.getMessage();
      }
    }
  }

  @Test
  @SuppressWarnings("unchecked")
  void theDriverTakesTheSocketsOfTheCopyThatConnects() throws Exception {
    SecondCopy application = new SecondCopy(TwoCopiesIT.class.getClassLoader());
    Class<?> inside = application.loadClass(InTheApplication.class.getName());
    assertThat(inside).isNotSameAs(InTheApplication.class);
    try (TestServer server = TestServer.start()) {
      IntFunction<String> run = (IntFunction<String>) inside.getDeclaredConstructor().newInstance();
      assertThat(run.apply(server.port())).isEqualTo("ALIVE true true");
    }
  }
}
