package dev.sluice.servers.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.ServerStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/**
 * On a server that has no setting for requests on virtual threads, which is why {@link
 * VirtualThreadCases} can't be run there. Once it has them, this fails, and the exception goes.
 */
public interface PlatformThreadCases extends ServerStage {
  @Test
  @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "this JDK has no virtual threads")
  default void aRequestHasAPlatformThread() {
    assertThat(probe().get("thread-is-virtual")).isEqualTo("false");
  }
}
