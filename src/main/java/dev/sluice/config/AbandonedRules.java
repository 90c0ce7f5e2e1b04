package dev.sluice.config;

import java.time.Duration;

/**
 * What {@code removeAbandoned}, {@code removeAbandonedTimeout} and {@code suspectTimeout} mean
 * together: in tomcat-jdbc and DBCP the second one does nothing without the first.
 */
final class AbandonedRules {
  private static final String SWITCH = "removeAbandoned";
  private static final String TIMEOUT = "removeAbandonedTimeout";
  private static final String SUSPECT = "suspectTimeout";

  /** DBCP's default, the longer one of the two: tomcat-jdbc has 60 seconds. */
  private static final Duration DEFAULT = Duration.ofMinutes(5);

  private AbandonedRules() {}

  static void apply(Collected collected) {
    Attribute<LeakAction> action = PoolAttributes.LEAK_ACTION;
    Attribute<Duration> timeout = PoolAttributes.LEAK_TIMEOUT;
    boolean own = collected.of(action).stream().anyMatch(g -> g.as().equals(action.name()));
    boolean on =
        collected.of(action).stream().anyMatch(g -> g.as().startsWith(SWITCH) && !g.weak());
    if (on) {
      if (collected.withdraw(timeout, g -> g.as().equals(SUSPECT))) {
        collected.note(SUSPECT, "is not used; a leak is logged when the connection is taken back");
      }
      if (!collected.given(timeout)) {
        collected.give(timeout, SWITCH, DEFAULT, false);
        collected.note(
            SWITCH, "without removeAbandonedTimeout: connections are taken back after 5m");
      }
    } else if (!own && collected.withdraw(timeout, g -> g.as().equals(TIMEOUT))) {
      collected.note(
          TIMEOUT, "is not used without removeAbandoned=true; leakTimeout has leaks logged");
    }
  }
}
