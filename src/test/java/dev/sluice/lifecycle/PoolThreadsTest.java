package dev.sluice.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.FakeApplication;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads of the pool hold nothing of whoever asks for them. */
@Timeout(60)
class PoolThreadsTest {
  private static final InheritableThreadLocal<Object> INHERITED = new InheritableThreadLocal<>();

  @Test
  void theyAreNumberedDaemonsWithOurContextLoader() {
    PoolThreads threads = PoolThreads.named("sluice-x");

    Thread first = threads.newThread(() -> {});
    Thread second = threads.newThread(() -> {});

    assertThat(first.getName()).isEqualTo("sluice-x-1");
    assertThat(second.getName()).isEqualTo("sluice-x-2");
    assertThat(first.isDaemon()).isTrue();
    assertThat(first.getContextClassLoader()).isSameAs(PoolThreads.class.getClassLoader());
  }

  @Test
  @SuppressWarnings("ThreadPriorityCheck") // of the asker, whose it must not be
  void theirPriorityIsNotTheAskers() throws Exception {
    AtomicReference<Thread> made = new AtomicReference<>();
    Thread asker = new Thread(() -> made.set(PoolThreads.named("sluice-x").newThread(() -> {})));
    asker.setPriority(Thread.MIN_PRIORITY);
    asker.start();
    asker.join();

    assertThat(made.get().getPriority()).isEqualTo(Thread.NORM_PRIORITY);
  }

  @Test
  void theyInheritNoThreadLocal() throws Exception {
    AtomicReference<Object> seen = new AtomicReference<>("not run");
    INHERITED.set("the asker's");
    try {
      Thread thread = PoolThreads.named("sluice-x").newThread(() -> seen.set(INHERITED.get()));
      thread.start();
      thread.join();
    } finally {
      INHERITED.remove();
    }
    assertThat(seen.get()).isNull();
  }

  @Test
  void theApplicationThatAskedForOneIsCollectedWhileItRuns() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    FakeApplication application = new FakeApplication();
    Thread thread =
        application.call(
            () -> {
              Thread made =
                  PoolThreads.named("sluice-x")
                      .newThread(
                          () -> {
                            try {
                              over.await();
                            } catch (InterruptedException e) {
                              Thread.currentThread().interrupt();
                            }
                          });
              made.start();
              return made;
            });
    try {
      application.awaitCollected();
      assertThat(thread.isAlive()).isTrue();
    } finally {
      over.countDown();
      thread.join(TimeUnit.SECONDS.toMillis(10));
    }
  }
}
