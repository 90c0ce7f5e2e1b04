package dev.sluice.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.Client;
import dev.sluice.testing.Await;
import dev.sluice.testing.FakeApplication;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UsersTest {
  private final Client server = new Client();
  private final Users users = new Users(server);

  @AfterEach
  void nobodyBroughtTheClasses() {
    Applications.broughtBy(null);
  }

  @Test
  void eachApplicationIsAClientOfItsOwn() throws Exception {
    FakeApplication one = new FakeApplication();
    FakeApplication other = new FakeApplication();

    Client first = users.clientOf(one.loader());
    assertThat(users.clientOf(other.loader())).isNotSameAs(first).isNotSameAs(server);
    assertThat(users.clientOf(one.loader())).isSameAs(first).isNotSameAs(server);
    assertThat(users.isEmpty()).isFalse();
  }

  @Test
  void threadsThatComeAtOnceAreOneClient() throws Exception {
    FakeApplication application = new FakeApplication();
    Set<Object> clients = ConcurrentHashMap.newKeySet();
    CountDownLatch go = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  go.await();
                  clients.add(users.clientOf(application.loader()));
                } catch (InterruptedException | Users.RefusedException e) {
                  clients.add(e.toString());
                }
              });
      threads.add(thread);
      thread.start();
    }
    go.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(clients).hasSize(1).allMatch(Client.class::isInstance);
  }

  @Test
  void aLoaderThatAnApplicationMadeIsTheSameClient() throws Exception {
    FakeApplication application = new FakeApplication();
    FakeApplication nested = new FakeApplication(application.loader());

    Client client = users.clientOf(application.loader());

    assertThat(users.clientOf(nested.loader())).isEqualTo(client);
    assertThat(users.remove(application.loader())).containsExactly(client);
    assertThat(users.isEmpty()).isTrue();
  }

  @Test
  void aLoaderThatAnApplicationMadeGoesWithItEvenIfItCameFirst() throws Exception {
    FakeApplication application = new FakeApplication();
    FakeApplication nested = new FakeApplication(application.loader());
    Client early = users.clientOf(nested.loader());
    Client late = users.clientOf(application.loader());

    assertThat(users.remove(application.loader())).containsExactlyInAnyOrder(early, late);
    assertThat(users.isEmpty()).isTrue();
  }

  @Test
  void aLoaderThatAnApplicationMadeGoesWithItEvenIfTheApplicationItselfNeverCame()
      throws Exception {
    FakeApplication application = new FakeApplication();
    FakeApplication nested = new FakeApplication(application.loader());
    Client client = users.clientOf(nested.loader());

    assertThat(users.remove(application.loader())).containsExactly(client);
    assertThat(users.isEmpty()).isTrue();
  }

  @Test
  void threadsOfTheServerBorrowForTheServer() throws Exception {
    assertThat(users.clientOf(null)).isSameAs(server);
    assertThat(users.clientOf(Users.class.getClassLoader())).isSameAs(server);
    assertThat(users.clientOf(ClassLoader.getPlatformClassLoader())).isSameAs(server);
    assertThat(users.isEmpty()).isTrue();
  }

  @Test
  void anApplicationThatHasGoneIsRefusedAndSoAreItsLoaders() throws Exception {
    FakeApplication application = new FakeApplication();
    FakeApplication nested = new FakeApplication(application.loader());
    users.clientOf(application.loader());
    Applications.ended(application.loader());
    users.remove(application.loader());

    assertThatThrownBy(() -> users.clientOf(application.loader()))
        .isInstanceOf(Users.RefusedException.class)
        .hasMessageContaining("undeployed");
    assertThatThrownBy(() -> users.clientOf(nested.loader()))
        .isInstanceOf(Users.RefusedException.class)
        .hasMessageContaining("undeployed");
  }

  @Test
  void anotherApplicationIsRefusedAResourceThatAnApplicationsCopyBuilt() {
    Applications.broughtBy("/first");
    FakeApplication stranger = new FakeApplication(ClassLoader.getPlatformClassLoader());

    assertThatThrownBy(() -> users.clientOf(stranger.loader()))
        .isInstanceOf(Users.RefusedException.class)
        .hasMessageContaining("/first")
        .hasMessageContaining("WEB-INF/lib");
  }

  @Test
  void usersThatWereCollectedAreDropped() throws Exception {
    FakeApplication collected = new FakeApplication();
    users.clientOf(collected.loader());
    collected.awaitCollected();

    FakeApplication next = new FakeApplication();
    Client client = users.clientOf(next.loader());

    assertThat(users.remove(next.loader())).containsExactly(client);
    Await.until("no user", Duration.ofSeconds(1), users::isEmpty, () -> "some");
  }

  @Test
  void anApplicationOfWhoseEndNobodyToldIsForgottenOnceItIsCollected() throws Exception {
    users.clientOf(new FakeApplication().loader());
    FakeApplication other = new FakeApplication();
    users.clientOf(other.loader());
    Await.until(
        "the first to be collected",
        Duration.ofSeconds(20),
        () -> {
          System.gc();
          return !users.lastWasCollected() && usersLeft() == 1;
        },
        this::usersLeft);
    assertThat(users.remove(other.loader())).hasSize(1);
    assertThat(users.isEmpty()).isTrue();
  }

  private int usersLeft() {
    return users.count();
  }

  @Test
  void whoIsNoUserIsNoClient() {
    assertThat(users.remove(new FakeApplication().loader())).isEmpty();
  }
}
