package dev.sluice.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
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

  private static final class Application extends ClassLoader {
    Application(ClassLoader server) {
      super(server);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("dev.sluice.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known != null ? known : define(name);
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      String file = name.replace('.', '/') + ".class";
      try (InputStream in = getParent().getResourceAsStream(file)) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  @Test
  @SuppressWarnings("unchecked")
  void theDriverTakesTheSocketsOfTheCopyThatConnects() throws Exception {
    Application application = new Application(TwoCopiesIT.class.getClassLoader());
    Class<?> inside = application.loadClass(InTheApplication.class.getName());
    assertThat(inside).isNotSameAs(InTheApplication.class);
    try (TestServer server = TestServer.start()) {
      IntFunction<String> run = (IntFunction<String>) inside.getDeclaredConstructor().newInstance();
      assertThat(run.apply(server.port())).isEqualTo("ALIVE true true");
    }
  }
}
