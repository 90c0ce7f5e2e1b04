package dev.sluice.servers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Await;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * What an application that goes may expect of its pool, and the server after it, on every server.
 *
 * <p>Deploying is the dear part of these tests: an application stays for the next test unless the
 * test is about its going.
 */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class UndeployCases implements ApplicationCases {
  /** Longer than the servers wait for a request by themselves, shorter than drainTimeout (5 s). */
  protected static final int SECONDS_WITHIN_THE_DRAIN = 3;

  private static final Duration UNDEPLOY_LIMIT = Duration.ofSeconds(20);

  private final Map<String, ProbeClient> deployed = new HashMap<>();

  /** Deploys the probe under this name and returns when it answers. */
  protected abstract ProbeClient deploy(String application);

  /** Undeploys it and returns when the server says that it is gone. */
  protected abstract void undeploy(String application);

  /** The names of the pool's threads that live in the server. */
  protected abstract List<String> poolThreads();

  /** Stops the server where the test has started it. */
  protected void stopServer() {}

  @Override
  public ProbeClient probe() {
    return probe("app");
  }

  /** The probe deployed under this name, deployed now unless it is already. */
  protected final ProbeClient probe(String application) {
    return deployed.computeIfAbsent(application, this::deploy);
  }

  /** Undeploys the probe of this name. */
  protected final void goes(String application) {
    deployed.remove(application);
    undeploy(application);
  }

  /** Fails if anything of the pool is left, in the server or on PostgreSQL's side. */
  protected final void assertNothingIsLeft() {
    sessions().awaitNone();
    Await.until(
        "no thread of the pool",
        Duration.ofSeconds(2),
        () -> poolThreads().isEmpty(),
        this::poolThreads);
  }

  /** How often the application has written {@code id} and committed it. */
  protected final int written(String id) {
    try (Connection connection = postgres().superuser();
        PreparedStatement count =
            connection.prepareStatement("select count(*) from written where id = ?")) {
      count.setString(1, id);
      try (ResultSet row = count.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void anEmptyTable() {
    ApplicationCases.prepare(postgres());
  }

  @AfterAll
  void nothingIsLeftAtTheEnd() {
    try {
      List.copyOf(deployed.keySet()).forEach(this::goes);
      assertNothingIsLeft();
    } finally {
      stopServer();
    }
    sessions().awaitNone();
  }

  @Test
  void workThatEndsWithinTheDrainTimeoutIsCommitted() {
    CompletableFuture<String> work =
        probe().start("write-slowly?id=in-time&s=" + SECONDS_WITHIN_THE_DRAIN);
    sessions().awaitRunning("in-time");

    goes("app");

    assertNothingIsLeft();
    assertThat(written("in-time")).isEqualTo(1);
    assertThat(work).as("the request").isNotNull();
  }

  @Test
  void workThatDoesNotEndIsCancelledAndRolledBack() {
    CompletableFuture<String> work = probe().start("write-slowly?id=too-late&s=60");
    sessions().awaitRunning("too-late");
    probe().get("leave-open?id=never-committed");
    probe().get("leak");

    long begin = System.nanoTime();
    goes("app");

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(UNDEPLOY_LIMIT);
    assertNothingIsLeft();
    assertThat(written("too-late")).isZero();
    assertThat(written("never-committed")).isZero();
    assertThat(work).as("the request").failsWithin(Duration.ofSeconds(10));
  }

  @Test
  void anApplicationThatComesBackFindsItsPoolAgain() {
    probe().get("looked-up");
    goes("app");
    assertNothingIsLeft();

    assertThat(probe().get("injected-by-name")).startsWith(applicationName() + " ");

    goes("app");
    assertNothingIsLeft();
  }
}
