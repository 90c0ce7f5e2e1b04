package dev.sluice.servers.tomee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.ApplicationDeclared;
import dev.sluice.servers.Pools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Each application declares its pool itself: META-INF/context.xml. */
@EnabledForJreRange(max = JRE.JAVA_17, disabledReason = "TomEE 9 runs on JDK 17 only")
class TomEEApplicationIT extends ApplicationDeclared implements InjectedUnitCases {
  TomEEApplicationIT() {
    super(new TomEE());
  }

  @Test
  void wrongAttributesAreToldInTheLog() {
    int log = logLength();

    probe("misspelt", Pools.MISSPELT);
    probe("bad-value", Pools.BAD_VALUE);

    awaitLog(log, "maxSise", "did you mean maxSize");
    awaitLog(log, "1 to 10000");
    awaitLog(log, "a duration such as 500ms");
    assertThat(probe().get("looked-up")).startsWith("app ");
  }
}
