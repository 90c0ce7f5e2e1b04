package dev.sluice.jndi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.Settings;
import dev.sluice.testing.FakeApplication;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class PoolRegistryTest {
  private static final class FakePool {
    volatile boolean closed;
  }

  private final AtomicInteger made = new AtomicInteger();
  private final PoolRegistry<FakePool> registry = new PoolRegistry<>(pool -> pool.closed);

  private static Settings settings(String maxSize) {
    return Settings.parse("r", Map.of("url", "jdbc:postgresql://db/app", "maxSize", maxSize));
  }

  private FakePool lookup(Owner owner, String maxSize) {
    return registry.lookup(
        owner,
        "jdbc/app",
        settings(maxSize),
        (given, twin) -> {
          made.incrementAndGet();
          // Time for another thread to come in, where there is no lock.
          LockSupport.parkNanos(5_000_000);
          return new FakePool();
        });
  }

  @Test
  void lookupsAtOnceBuildOnePool() throws Exception {
    int threads = 16;
    CountDownLatch go = new CountDownLatch(1);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<FakePool>> found = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        found.add(
            executor.submit(
                () -> {
                  go.await();
                  return lookup(new Owner.Server(), "7");
                }));
      }
      go.countDown();
      FakePool first = found.get(0).get(10, TimeUnit.SECONDS);
      for (Future<FakePool> one : found) {
        assertThat(one.get(10, TimeUnit.SECONDS)).isSameAs(first);
      }
      assertThat(made).hasValue(1);
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void settingsThatMeanTheSameAreTheSame() {
    Settings inSeconds =
        Settings.parse("one", Map.of("url", "jdbc:postgresql://db/app", "borrowTimeout", "5s"));
    Settings inMillis =
        Settings.parse("two", Map.of("url", "jdbc:postgresql://db:5432/app", "maxWait", "5000"));

    FakePool pool =
        registry.lookup(new Owner.Server(), "r", inSeconds, (given, twin) -> new FakePool());

    assertThat(registry.lookup(new Owner.Server(), "r", inMillis, (given, twin) -> new FakePool()))
        .isSameAs(pool);
  }

  @Test
  void otherSettingsAndOtherOwnersHavePoolsOfTheirOwn() {
    FakeApplication one = new FakeApplication();
    FakeApplication other = new FakeApplication();

    assertThat(
            List.of(
                lookup(new Owner.Server(), "7"),
                lookup(new Owner.Server(), "8"),
                lookup(new Owner.Application(one.loader()), "7"),
                lookup(new Owner.Application(other.loader()), "7")))
        .doesNotHaveDuplicates();
    assertThat(registry.all()).hasSize(4);
    assertThat(registry.ofServer()).hasSize(2);
  }

  @Test
  void aClosedPoolIsReplaced() {
    FakePool first = lookup(new Owner.Server(), "7");
    first.closed = true;

    FakePool second = lookup(new Owner.Server(), "7");

    assertThat(second).isNotSameAs(first);
    assertThat(registry.all()).containsExactly(second);
  }

  @Test
  void anApplicationThatHasGoneGetsNoPool() {
    FakeApplication application = new FakeApplication();
    Owner owner = new Owner.Application(application.loader());
    FakePool pool = lookup(owner, "7");

    assertThat(registry.applicationGone(application.loader())).containsExactly(pool);

    assertThatThrownBy(() -> lookup(owner, "7"))
        .isInstanceOf(OwnerGoneException.class)
        .hasMessageContaining("undeployed");
    assertThat(made).hasValue(1);
    assertThat(registry.all()).isEmpty();
    assertThat(registry.applicationGone(application.loader())).isEmpty();
  }

  @Test
  void anApplicationThatNeverAskedIsRememberedToo() {
    FakeApplication application = new FakeApplication();

    assertThat(registry.applicationGone(application.loader())).isEmpty();

    assertThat(registry.isGone(application.loader())).isTrue();
    assertThatThrownBy(() -> lookup(new Owner.Application(application.loader()), "7"))
        .isInstanceOf(OwnerGoneException.class);
  }

  @Test
  void theRegistryKeepsNoClassLoader() {
    FakeApplication gone = new FakeApplication();
    lookup(new Owner.Application(gone.loader()), "7");
    registry.applicationGone(gone.loader());
    FakeApplication forgotten = new FakeApplication();
    lookup(new Owner.Application(forgotten.loader()), "7");

    gone.awaitCollected();
    forgotten.awaitCollected();

    assertThat(registry.all()).isEmpty();
  }
}
