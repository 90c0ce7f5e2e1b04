package dev.sluice.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testing.Await;
import dev.sluice.testing.FakeApplication;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UsersTest {
  private final AtomicInteger made = new AtomicInteger();
  private final Users<String> users =
      new Users<>(() -> "desk " + made.incrementAndGet(), "the server's");

  @AfterEach
  void nobodyBroughtTheClasses() {
    Applications.broughtBy(null);
  }

  @Test
  void eachApplicationHasADeskOfItsOwn() throws Exception {
    FakeApplication one = new FakeApplication();
    FakeApplication other = new FakeApplication();

    assertThat(users.deskOf(one.loader())).isEqualTo("desk 1");
    assertThat(users.deskOf(other.loader())).isEqualTo("desk 2");
    assertThat(users.deskOf(one.loader())).isEqualTo("desk 1");
    assertThat(users.isEmpty()).isFalse();
  }

  @Test
  void threadsThatComeAtOnceGetOneDesk() throws Exception {
    FakeApplication application = new FakeApplication();
    Set<String> desks = ConcurrentHashMap.newKeySet();
    CountDownLatch go = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  go.await();
                  desks.add(users.deskOf(application.loader()));
                } catch (InterruptedException | Users.RefusedException e) {
                  desks.add(e.toString());
                }
              });
      threads.add(thread);
      thread.start();
    }
    go.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(desks).containsExactly("desk 1");
  }

  @Test
  void aLoaderThatAnApplicationMadeSharesItsDesk() throws Exception {
    FakeApplication application = new FakeApplication();
    FakeApplication nested = new FakeApplication(application.loader());

    String desk = users.deskOf(application.loader());

    assertThat(users.deskOf(nested.loader())).isEqualTo(desk);
    assertThat(users.remove(application.loader())).containsExactly(desk);
    assertThat(users.isEmpty()).isTrue();
  }

  @Test
  void aLoaderThatAnApplicationMadeGoesWithItEvenIfItCameFirst() throws Exception {
    FakeApplication application = new FakeApplication();
    FakeApplication nested = new FakeApplication(application.loader());
    String early = users.deskOf(nested.loader());
    String late = users.deskOf(application.loader());

    assertThat(users.remove(application.loader())).containsExactlyInAnyOrder(early, late);
    assertThat(users.isEmpty()).isTrue();
  }

  @Test
  void aLoaderThatAnApplicationMadeGoesWithItEvenIfTheApplicationItselfNeverCame()
      throws Exception {
    FakeApplication application = new FakeApplication();
    FakeApplication nested = new FakeApplication(application.loader());
    String desk = users.deskOf(nested.loader());

    assertThat(users.remove(application.loader())).containsExactly(desk);
    assertThat(users.isEmpty()).isTrue();
  }

  @Test
  void threadsOfTheServerHaveTheServersDesk() throws Exception {
    assertThat(users.deskOf(null)).isEqualTo("the server's");
    assertThat(users.deskOf(Users.class.getClassLoader())).isEqualTo("the server's");
    assertThat(users.deskOf(ClassLoader.getPlatformClassLoader())).isEqualTo("the server's");
    assertThat(users.isEmpty()).isTrue();
  }

  @Test
  void anApplicationThatHasGoneIsRefusedAndSoAreItsLoaders() throws Exception {
    FakeApplication application = new FakeApplication();
    FakeApplication nested = new FakeApplication(application.loader());
    users.deskOf(application.loader());
    Applications.ended(application.loader());
    users.remove(application.loader());

    assertThatThrownBy(() -> users.deskOf(application.loader()))
        .isInstanceOf(Users.RefusedException.class)
        .hasMessageContaining("undeployed");
    assertThatThrownBy(() -> users.deskOf(nested.loader()))
        .isInstanceOf(Users.RefusedException.class)
        .hasMessageContaining("undeployed");
  }

  @Test
  void anotherApplicationIsRefusedAResourceThatAnApplicationsCopyBuilt() {
    Applications.broughtBy("/first");
    FakeApplication stranger = new FakeApplication(ClassLoader.getPlatformClassLoader());

    assertThatThrownBy(() -> users.deskOf(stranger.loader()))
        .isInstanceOf(Users.RefusedException.class)
        .hasMessageContaining("/first")
        .hasMessageContaining("WEB-INF/lib");
  }

  @Test
  void usersThatWereCollectedAreDropped() throws Exception {
    FakeApplication collected = new FakeApplication();
    users.deskOf(collected.loader());
    collected.awaitCollected();

    FakeApplication next = new FakeApplication();
    String desk = users.deskOf(next.loader());

    assertThat(users.remove(next.loader())).containsExactly(desk);
    Await.until("no user", Duration.ofSeconds(1), users::isEmpty, () -> "some");
  }

  @Test
  void whoIsNoUserHasNoDesk() {
    assertThat(users.remove(new FakeApplication().loader())).isEmpty();
  }
}
