package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.observe.PoolLog;
import dev.sluice.testing.Await;
import dev.sluice.testing.LogLines;
import dev.sluice.testing.Sessions;
import dev.sluice.testing.TestPostgres;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.Driver;

/** An undeployment that took the jar away, or stopped the class loader, before the pool drains. */
@Timeout(60)
class StoppedLoaderIT {
  private static final String NAME = "stopped-loader";

  private final TestPostgres postgres = TestPostgres.shared();
  private final Sessions sessions = new Sessions(postgres, NAME);

  /** As a server's: has our classes and the driver's for itself, and loads nothing once stopped. */
  private static final class ApplicationLoader extends URLClassLoader {
    private volatile boolean stopped;

    ApplicationLoader(URL... urls) {
      super(urls, StoppedLoaderIT.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (stopped) {
        throw new IllegalStateException("stopped, and asked for " + name);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        if (loaded == null
            && (name.startsWith("dev.sluice.") || name.startsWith("org.postgresql."))
            && !name.startsWith("dev.sluice.testing.")) {
          loaded = findClass(name);
        }
        return loaded == null ? super.loadClass(name, resolve) : loaded;
      }
    }

    void stop() {
      stopped = true;
    }
  }

  private static Path copy(Class<?> of, Path to) throws Exception {
    Path place = Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path copy = to.resolve(place.getFileName());
    try (Stream<Path> all = Files.walk(place)) {
      for (Path each : all.toList()) {
        Files.copy(each, copy.resolve(place.relativize(each).toString()));
      }
    }
    return copy;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private DataSource pool(ClassLoader loader) throws Exception {
    Object builder =
        loader.loadClass(SluiceDataSource.class.getName()).getMethod("builder").invoke(null);
    Class<?> type = builder.getClass();
    type.getMethod("name", String.class).invoke(builder, NAME);
    type.getMethod("url", String.class).invoke(builder, postgres.url());
    type.getMethod("user", String.class).invoke(builder, postgres.user());
    type.getMethod("password", String.class).invoke(builder, postgres.password());
    type.getMethod("drainTimeout", Duration.class).invoke(builder, Duration.ofMillis(200));
    return (DataSource) type.getMethod("build").invoke(builder);
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(thread -> thread.startsWith("sluice-" + NAME))
        .toList();
  }

  @Test
  void aDrainNeedsNoClassThatIsNotLoadedYet(@TempDir Path folder) throws Exception {
    Path classes = copy(SluiceDataSource.class, folder);
    Path driver = copy(Driver.class, folder);
    ApplicationLoader loader =
        new ApplicationLoader(classes.toUri().toURL(), driver.toUri().toURL());
    try (LogLines log = new LogLines(PoolLog.NAME)) {
      DataSource pool = pool(loader);
      // One idle, one in use, and one that runs a statement.
      Connection idle = pool.getConnection();
      Connection inUse = pool.getConnection();
      Connection running = pool.getConnection();
      idle.close();
      Thread thread =
          new Thread(
              () -> {
                try (Statement statement = running.createStatement()) {
                  statement.execute("select pg_sleep(600)");
                } catch (Exception expected) {
                  // Cancelled, or cut.
                }
              });
      thread.start();
      sessions.awaitRunning("pg_sleep");
      assertThat(inUse.isValid(5)).isTrue();
      loader.stop();
      loader.close();
      delete(folder.resolve(classes.getFileName()));

      ((AutoCloseable) pool).close();

      sessions.awaitNone();
      Await.until(
          "no thread", Duration.ofSeconds(5), () -> threads().isEmpty(), StoppedLoaderIT::threads);
      thread.join(5000);
      assertThat(thread.isAlive()).isFalse();
      assertThat(log.all()).noneMatch(line -> line.startsWith("SEVERE"));
      assertThat(log.with("drained in")).hasSize(1);
    }
  }

  /** As after a deployment that failed, on a server that calls no listener then. */
  @Test
  void aPoolWhoseApplicationWasStoppedWithoutAWordDrainsByItself(@TempDir Path folder)
      throws Exception {
    Path classes = copy(SluiceDataSource.class, folder);
    Path driver = copy(Driver.class, folder);
    ApplicationLoader loader =
        new ApplicationLoader(classes.toUri().toURL(), driver.toUri().toURL());
    DataSource pool = pool(loader);
    Method started =
        loader
            .loadClass("dev.sluice.lifecycle.Applications")
            .getDeclaredMethod("started", ClassLoader.class, String.class);
    started.setAccessible(true);
    started.invoke(null, loader, "/failed");
    pool.getConnection().close();
    assertThat(sessions.count()).isEqualTo(1);

    loader.stop();

    sessions.awaitNone();
    Await.until(
        "no thread", Duration.ofSeconds(5), () -> threads().isEmpty(), StoppedLoaderIT::threads);
    loader.close();
  }
}
