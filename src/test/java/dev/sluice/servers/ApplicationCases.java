package dev.sluice.servers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Sessions;
import dev.sluice.testing.TestPostgres;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What an application that runs may expect of its pool, on every server. */
public interface ApplicationCases {
  /** The deployed application. */
  ProbeClient probe();

  /** The {@code applicationName} of the declaration. */
  String applicationName();

  /** The {@code maxSize} of the declaration. */
  int maxSize();

  /** The server that the declaration names. */
  default TestPostgres postgres() {
    return TestPostgres.shared();
  }

  /** The pool's sessions there. */
  default Sessions sessions() {
    return new Sessions(postgres(), applicationName());
  }

  /** The table that the application writes to, empty. */
  static void prepare(TestPostgres postgres) {
    postgres.execute("create table if not exists written (id text)");
    postgres.execute("alter table written owner to app");
    postgres.execute("truncate written");
  }

  @Test
  default void aDataSourceInjectedByNameReachesThePool() {
    assertThat(probe().get("injected-by-name")).startsWith(applicationName() + " ");
  }

  @Test
  default void aDataSourceInjectedByLookupReachesThePool() {
    assertThat(probe().get("injected-by-lookup")).startsWith(applicationName() + " ");
  }

  @Test
  default void aDataSourceLookedUpReachesThePool() {
    assertThat(probe().get("looked-up")).startsWith(applicationName() + " ");
  }

  @Test
  default void everyWayToTheDataSourceLeadsToTheSamePool() {
    String session = probe().get("injected-by-name");

    assertThat(probe().get("injected-by-lookup")).isEqualTo(session);
    assertThat(probe().get("looked-up")).isEqualTo(session);
  }

  @Test
  default void loadFromSeveralThreadsStaysWithinTheLimit() {
    int threads = 3 * maxSize();
    ProbeClient probe = probe();

    CompletableFuture<String> load = probe.start("load?threads=" + threads + "&borrows=50");
    do {
      sessions().assertAtMost(maxSize());
    } while (!load.isDone());

    assertThat(load.join()).isEqualTo(String.valueOf(threads * 50));
    sessions().assertAtMost(maxSize());
  }
}
