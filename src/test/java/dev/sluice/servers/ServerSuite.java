package dev.sluice.servers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Starts a server for all cases of a class, and holds what every case ends with: nothing is left of
 * the applications that it deployed.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
@ExtendWith(ExceptionsOfServers.class)
abstract class ServerSuite extends Suite implements ServerStage {
  private static final Duration MOMENT = Duration.ofSeconds(3);

  private final ServerUnderTest kind;
  private final Map<String, ProbeClient> clients = new HashMap<>();
  private RunningServer server;

  ServerSuite(ServerUnderTest kind) {
    this.kind = kind;
  }

  /** How the server is to be started. */
  abstract ServerUnderTest.Setup setup(Path directory);

  @BeforeAll
  void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) throws IOException {
    server = kind.start(setup(directory));
  }

  @AfterAll
  void nothingIsLeftAtTheEnd() {
    try {
      List<PoolDeclaration> used = new ArrayList<>(deployed.values());
      List.copyOf(deployed.keySet()).forEach(this::goes);
      used.forEach(this::assertNothingIsLeftOf);
      assertThat(poolThreads(null)).isEmpty();
    } finally {
      server.close();
    }
    sessions(main()).awaitNone();
  }

  @Override
  public ServerUnderTest kind() {
    return kind;
  }

  @Override
  public RunningServer server() {
    return server;
  }

  @Override
  public ProbeClient probe(
      String application, PoolDeclaration pool, UnaryOperator<WebArchive> more) {
    PoolDeclaration before = deployed.get(application);
    if (before == null) {
      return deploy(
          application,
          pool,
          more.apply(kind.application(declaration(), ProbeArchive.probe(application), pool)));
    }
    assertThat(before).as("the pool of " + application).isEqualTo(pool);
    return clients.get(application);
  }

  @Override
  public ProbeClient deploy(String application, PoolDeclaration pool, WebArchive archive) {
    // Noted first: a deployment that fails may leave something that has to go.
    deployed.put(application, pool);
    clients.put(application, new ProbeClient(server.deploy(application, archive)));
    return clients.get(application);
  }

  @Override
  public void goes(String application) {
    deployed.remove(application);
    clients.remove(application);
    int log = logLength();
    server.undeploy(application);
    assertThat(kind.complaints(logSince(log))).as("the server's complaints").isEmpty();
  }

  @Override
  public void assertNothingIsLeftOf(PoolDeclaration pool) {
    assertThat(deployed.values()).as("applications that use it").doesNotContain(pool);
    sessions(pool).awaitNone();
    Await.until(
        "no thread of the pool", MOMENT, () -> strayThreads().isEmpty(), this::strayThreads);
    // The pool registers none: this guards the day on which it does.
    assertThat(server.jvm().mbeansOfOurs()).isEmpty();
  }

  /** The threads that belong to no pool of a deployed application. */
  private List<String> strayThreads() {
    return poolThreads(null).stream()
        .filter(
            thread ->
                deployed.values().stream()
                    .noneMatch(pool -> thread.startsWith("sluice-" + pool.name() + "-")))
        .toList();
  }
}
