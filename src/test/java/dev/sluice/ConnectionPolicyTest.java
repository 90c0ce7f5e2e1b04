package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.BorrowTest;
import dev.sluice.jdbc.CleanUpListener;
import dev.sluice.jdbc.PhysicalConnection;
import dev.sluice.jdbc.PlainPhysicalConnection;
import dev.sluice.jdbc.SessionDefaults;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectionPolicyTest {
  @ParameterizedTest
  @EnumSource(BorrowTest.class)
  void aConnectionKnowsWhetherEachBorrowTestsIt(BorrowTest test) throws SQLException {
    PhysicalConnection connection =
        new PlainPhysicalConnection(
            new StubSource().getConnection(), new SessionDefaults(true, false, null, null));
    ConnectionPolicy policy =
        new ConnectionPolicy(
            () -> connection,
            () -> {},
            test,
            false,
            Duration.ofSeconds(1),
            Thread::new,
            CleanUpListener.NONE,
            () -> {});

    assertThat(policy.open().isTestedAtBorrow()).isEqualTo(test != BorrowTest.NONE);
  }
}
