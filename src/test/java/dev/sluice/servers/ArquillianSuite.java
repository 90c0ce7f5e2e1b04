package dev.sluice.servers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.cases.InjectionCases;
import dev.sluice.testing.Await;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * Those cases that the adapter for Arquillian can do, on a server whose adapter can't do them all:
 * all are done by a {@link ServerSuite}.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
public abstract class ArquillianSuite extends Suite implements InjectionCases {
  private static final Duration MOMENT = Duration.ofSeconds(2);

  private final ServerUnderTest kind;
  private final Map<String, ProbeClient> clients = new HashMap<>();
  private Arquillian arquillian;

  protected ArquillianSuite(ServerUnderTest kind) {
    this.kind = kind;
  }

  @BeforeAll
  void start() {
    arquillian = new Arquillian(Map.of(), () -> "");
    arquillian.start();
  }

  @AfterAll
  void nothingIsLeftAtTheEnd() {
    try {
      List.copyOf(deployed.keySet()).forEach(this::goes);
      arquillian.stop();
    } finally {
      arquillian.close();
    }
    sessions(main()).awaitNone();
  }

  @Override
  public Declaration declaration() {
    return Declaration.APPLICATION;
  }

  @Override
  public ProbeClient probe(String application, PoolDeclaration pool) {
    if (!clients.containsKey(application)) {
      // Noted first: a deployment that fails may leave something that has to go.
      deployed.put(application, pool);
      clients.put(
          application,
          new ProbeClient(
              arquillian.deploy(
                  application,
                  kind.application(declaration(), ProbeArchive.probe(application), pool))));
    }
    assertThat(deployed.get(application)).as("the pool of " + application).isEqualTo(pool);
    return clients.get(application);
  }

  @Override
  public void goes(String application) {
    deployed.remove(application);
    clients.remove(application);
    arquillian.undeploy(application);
  }

  /** The threads can be seen where the server runs in this JVM. */
  @Override
  public void assertNothingIsLeftOf(PoolDeclaration pool) {
    assertThat(deployed).as("applications that may have pools").isEmpty();
    sessions(pool).awaitNone();
    Await.until(
        "no thread of a pool", MOMENT, () -> poolThreads().isEmpty(), ArquillianSuite::poolThreads);
  }

  private static List<String> poolThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("sluice-"))
        .toList();
  }
}
