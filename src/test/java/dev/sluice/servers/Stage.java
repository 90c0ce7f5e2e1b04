package dev.sluice.servers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Sessions;
import dev.sluice.testing.TestPostgres;

/**
 * What the cases see: a server on which applications are deployed, each with its pool. Who declares
 * the pool, application or server, is the stage's affair.
 */
public interface Stage {
  /** Longer than the servers wait for a request by themselves, shorter than drainTimeout (5 s). */
  int SECONDS_WITHIN_THE_DRAIN = 3;

  /** The database's server. */
  default TestPostgres postgres() {
    return TestPostgres.shared();
  }

  /** Who declares the pools. */
  Declaration declaration();

  /** The pool that the file in {@code server-config} declares, as it stands there. */
  default PoolDeclaration main() {
    return declaration().pool();
  }

  /** The {@code maxSize} of {@link #main()}. */
  default int maxSize() {
    return declaration().maxSize();
  }

  /** The application that uses {@link #main()} and stays from test to test. */
  default ProbeClient probe() {
    return probe("app", main());
  }

  /** The application of this name; deployed now unless it is already. */
  ProbeClient probe(String application, PoolDeclaration pool);

  /** Undeploys the application, and returns when the server says that it is gone. */
  void goes(String application);

  /** Fails unless no session, thread or MBean is left that no deployed application accounts for. */
  void assertNothingIsLeftOf(PoolDeclaration pool);

  /**
   * Fails if an application that has gone left an MBean; the one that stays has a look. The pool
   * registers none: this guards the day on which it does.
   */
  default void assertNoMBeanIsLeft() {
    assertThat(probe().get("mbeans-of-others")).isEmpty();
  }

  /** The pool's sessions on the database's server. */
  default Sessions sessions(PoolDeclaration pool) {
    return new Sessions(postgres(), pool.applicationName());
  }

  /** What the applications have written. */
  default Written written() {
    return new Written(postgres());
  }
}
