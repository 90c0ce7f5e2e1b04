package dev.sluice.config;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Words and readers that are more than a type: most of them how other pools write a thing. */
final class PeerReaders {
  static final Map<String, BorrowTest> BORROW_TESTS = borrowTests();
  static final Map<String, ReturnReset> RETURN_RESETS =
      words("changed", ReturnReset.CHANGED, "session", ReturnReset.SESSION);
  static final Map<String, LeakAction> LEAK_ACTIONS =
      words("log", LeakAction.LOG, "reclaim", LeakAction.RECLAIM);

  static final Map<String, Spin> SPINS = words("auto", Spin.AUTO, "off", Spin.OFF);

  private static final Duration LONGEST_CONNECT = Duration.ofMinutes(10);

  private PeerReaders() {}

  /** A size for which the other pool has "no limit", and this one has not. */
  static Reading<Integer> size(String text) {
    Kind<Integer> count = Kinds.count(1, 10_000);
    boolean noLimit = text.equals("0") || (text.startsWith("-") && Durations.isBare(text));
    return noLimit
        ? Reading.refused(
            "must be 1 to 10000: \"no limit\" is refused, since each connection is a process of"
                + " the server and max_connections ends it anyway, for everybody")
        : count.read(text);
  }

  /** {@code removeAbandoned} and its kin; a false one leaves the word to the others. */
  static Reading<LeakAction> abandoned(String text) {
    if (!(Kinds.BOOLEAN.read(text) instanceof Reading.Value<Boolean> v)) {
      return Reading.refused("must be " + Kinds.BOOLEAN.allowed());
    }
    return v.value() ? Reading.value(LeakAction.RECLAIM) : Reading.value(LeakAction.LOG).asWeak();
  }

  static Reading<Duration> zeroIs(Duration otherwise, Reading<Duration> reading) {
    return reading instanceof Reading.Value<Duration> v && v.value().isZero()
        ? Reading.value(otherwise)
        : reading;
  }

  /** A timeout of pgjdbc or libpq, where 0 (or less) means none: here a connect has always one. */
  static Reading<Duration> connect(Reading<Duration> reading) {
    return reading instanceof Reading.Value<Duration> v && v.value().compareTo(Duration.ZERO) <= 0
        ? Reading.noted(
            LONGEST_CONNECT, "no connect is without a limit; connectTimeout is 10m, the longest")
        : reading;
  }

  private static Map<String, BorrowTest> borrowTests() {
    Map<String, BorrowTest> words = new LinkedHashMap<>();
    words.put("probe", BorrowTest.PROBE);
    words.put("query", BorrowTest.QUERY);
    words.put("true", BorrowTest.QUERY);
    words.put("none", BorrowTest.NONE);
    words.put("false", BorrowTest.NONE);
    return Collections.unmodifiableMap(words);
  }

  /** Two words in this order. */
  static <E> Map<String, E> words(String first, E one, String second, E two) {
    Map<String, E> words = new LinkedHashMap<>();
    words.put(first, one);
    words.put(second, two);
    return Collections.unmodifiableMap(words);
  }
}
