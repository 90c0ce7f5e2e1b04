package dev.sluice.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.Settings;
import dev.sluice.jndi.Owner;
import dev.sluice.jndi.OwnerGoneException;
import dev.sluice.testing.FakeApplication;
import dev.sluice.testing.LogLines;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ApplicationsTest {
  private final FakeApplication application = new FakeApplication();

  @AfterEach
  void nothingIsRegistered() {
    Applications.registry().ofServer().forEach(ManagedPool::close);
    Applications.started(Applications.class.getClassLoader(), "/none");
    Applications.broughtBy(null);
  }

  private static <P extends ManagedPool> P built(Owner owner, String name, P pool) {
    Settings settings =
        Settings.parse("r", Map.of("url", "jdbc:postgresql://db/app", "name", name));
    Applications.registry().lookup(owner, "r", settings, (given, twin) -> pool);
    return pool;
  }

  private Owner owner() {
    return new Owner.Application(application.loader());
  }

  /** A pool whose close meets that of another. */
  private static FakePool closingAt(CyclicBarrier meeting) {
    return new FakePool() {
      @Override
      public void close() {
        try {
          meeting.await(10, TimeUnit.SECONDS);
          super.close();
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
    };
  }

  @Test
  void anApplicationsOwnPoolsCloseSideBySide() {
    CyclicBarrier meeting = new CyclicBarrier(3);
    FakePool one = built(owner(), "one", closingAt(meeting));
    FakePool two = built(owner(), "two", closingAt(meeting));
    FakePool three = built(owner(), "three", closingAt(meeting));

    Applications.ended(application.loader());

    assertThat(one.told).containsExactly("close");
    assertThat(two.told).containsExactly("close");
    assertThat(three.told).containsExactly("close");
  }

  @Test
  void aPoolThatTheServerClosesStaysOpenForTheApplicationsOwnListeners() {
    FakePool closing = new FakePool();
    closing.closedByServer = true;
    built(owner(), "closing", closing);

    Applications.ended(application.loader());

    assertThat(closing.told).isEmpty();
  }

  @Test
  void theServersPoolsAreToldWhoHasGoneAndStayOpen() {
    FakePool shared = built(new Owner.Server(), "shared", new FakePool());
    FakeApplication other = new FakeApplication();
    FakePool others = built(new Owner.Application(other.loader()), "others", new FakePool());

    Applications.ended(application.loader());

    assertThat(shared.told).containsExactly("userGone");
    assertThat(shared.gone).containsExactly(application.loader());
    assertThat(others.told).isEmpty();
  }

  @Test
  void aPoolThatFailsToCloseDoesNotKeepTheOthersOpen() {
    FakePool failing =
        built(
            owner(),
            "failing",
            new FakePool() {
              @Override
              public void close() {
                throw new IllegalStateException("on purpose");
              }
            });
    FakePool next = built(owner(), "next", new FakePool());

    try (LogLines log = new LogLines(Applications.class.getName())) {
      Applications.ended(application.loader());

      assertThat(log.with("Pool fake could not close")).hasSize(1);
    }
    assertThat(failing.told).isEmpty();
    assertThat(next.told).containsExactly("close");
  }

  @Test
  void anInterruptDoesNotCutTheClosingShort() {
    CyclicBarrier meeting = new CyclicBarrier(2);
    FakePool one = built(owner(), "one", new FakePool());
    FakePool slow =
        built(
            owner(),
            "slow",
            new FakePool() {
              @Override
              public void close() {
                for (int i = 0; i < 1000; i++) {
                  Thread.onSpinWait();
                }
                super.close();
              }
            });
    assertThat(meeting.getParties()).isEqualTo(2);

    Thread.currentThread().interrupt();
    Applications.ended(application.loader());

    assertThat(Thread.interrupted()).as("still interrupted").isTrue();
    assertThat(one.told).containsExactly("close");
    assertThat(slow.told).containsExactly("close");
  }

  @Test
  void theEndOfWhoBroughtTheClassesIsTheEndOfEveryPool() {
    FakePool own = built(new Owner.Server(), "own", new FakePool());
    FakePool others = built(owner(), "others", new FakePool());

    Applications.ended(Applications.class.getClassLoader());

    assertThat(own.told).containsExactly("close", "classesGone");
    assertThat(others.told).containsExactly("close", "classesGone");
  }

  @Test
  void afterTheEndOfWhoBroughtTheClassesNoPoolIsBuiltUntilItStartsAgain() {
    ClassLoader own = Applications.class.getClassLoader();
    Applications.ended(own);

    FakePool late = new FakePool();
    assertThatThrownBy(() -> built(new Owner.Server(), "late", late))
        .isInstanceOf(OwnerGoneException.class);

    Applications.started(own, "/again");
    assertThat(built(new Owner.Server(), "late", late).told).isEmpty();
    assertThat(Applications.broughtBy()).isEqualTo("/again");
  }

  @Test
  void anApplicationThatStartsAgainWithTheSameLoaderGetsPoolsAgain() {
    Applications.ended(application.loader());
    Applications.started(application.loader(), "/app");

    assertThat(built(owner(), "again", new FakePool()).told).isEmpty();
    assertThat(Applications.broughtBy()).isNull();
  }
}
