package dev.sluice.config;

import static dev.sluice.config.Parsing.PLAIN;
import static dev.sluice.config.Parsing.attributes;
import static dev.sluice.config.Parsing.failure;
import static dev.sluice.config.Parsing.problems;
import static dev.sluice.config.Parsing.settings;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

  @Test
  void aDatabaseAloneIsEnough() {
    Settings s = settings("database", "shop");

    assertThat(s.url()).isEqualTo("jdbc:postgresql://localhost:5432/shop");
    assertThat(s.host()).isEqualTo("localhost");
    assertThat(s.port()).isEqualTo(5432);
    assertThat(s.name()).isNull();
    assertThat(s.user()).isNull();
    assertThat(s.password()).isNull();
    assertThat(s.minSize()).isZero();
    assertThat(s.maxSize()).isEqualTo(10);
    assertThat(s.borrowTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(s.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(s.maxConnecting()).isEqualTo(4);
    assertThat(s.maxWaiters()).isZero();
    assertThat(s.idleTimeout()).isEqualTo(Duration.ofMinutes(10));
    assertThat(s.maxLifetime()).isEqualTo(Duration.ofMinutes(30));
    assertThat(s.keepaliveInterval()).isEqualTo(Duration.ofMinutes(2));
    assertThat(s.testOnBorrow()).isEqualTo(BorrowTest.PROBE);
    assertThat(s.resetOnReturn()).isEqualTo(ReturnReset.CHANGED);
    assertThat(s.defaultAutoCommit()).isTrue();
    assertThat(s.defaultReadOnly()).isFalse();
    assertThat(s.defaultTransactionIsolation()).isNull();
    assertThat(s.drainTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(s.leakTimeout()).isZero();
    assertThat(s.leakAction()).isEqualTo(LeakAction.LOG);
    assertThat(s.pgProperties()).isEmpty();
    assertThat(s.notes()).isEmpty();
  }

  @Test
  void theAccessorsHaveTheNamesOfTheAttributes() {
    Set<String> accessors = new HashSet<>();
    Arrays.stream(Settings.class.getDeclaredMethods()).forEach(m -> accessors.add(m.getName()));

    assertThat(AttributeTable.all()).allMatch(a -> accessors.contains(a.name()));
  }

  @Test
  void everyDefaultIsOneThatTheAttributeItselfTakes() {
    for (Attribute<?> attribute : AttributeTable.all()) {
      if (attribute.defaultValue() != null) {
        assertThat(attribute.kind().read(attribute.defaultText()))
            .as(attribute.name())
            .isEqualTo(Reading.value(attribute.defaultValue()));
      }
    }
  }

  @Test
  void differentSpellingsOfTheSameAreEqual() {
    Settings ours =
        settings(
            "url", "jdbc:postgresql://DB.example/shop?ApplicationName=web&user=u&password=p%40ss",
            "maxSize", "7",
            "borrowTimeout", "5s",
            "leakTimeout", "1m");
    Settings theirs =
        settings(
            "url", "postgres://u:p%40ss@db.example:5432/shop?application_name=web",
            "maxActive", "7",
            "maxWait", "5000",
            "suspectTimeout", "60",
            "validationQuery", "SELECT 1");
    Settings others =
        settings(
            "HOST", "db.example",
            "PORT", "",
            "NAME", "shop",
            "USER", "u",
            "PASSWORD", "p@ss",
            "applicationName", "web",
            "MAX_CONNS", "7",
            "acquisitionTimeout", "PT5S",
            "leakDetectionThreshold", "60000");

    assertThat(theirs).isEqualTo(ours).hasSameHashCodeAs(ours);
    assertThat(others).isEqualTo(ours).hasSameHashCodeAs(ours);
    assertThat(theirs.notes()).hasSize(1);
  }

  @Test
  void anotherPasswordMakesOtherSettings() {
    assertThat(settings("password", "one")).isNotEqualTo(settings("password", "two"));
    assertThat(settings("pg.sslpassword", "one")).isNotEqualTo(settings("pg.sslpassword", "two"));
  }

  @Test
  void noSecretIsShown() {
    Settings s =
        settings(
            "url", "postgres://u:hunter2@h/d?sslpassword=hunter3",
            "connectionProperties", "password=hunter2");

    assertThat(s.password()).isNotNull().hasToString("***");
    assertThat(s.password().reveal()).isEqualTo("hunter2");
    assertThat(s.pgProperties()).containsEntry("sslpassword", "hunter3");
    assertThat(s.toString() + s.pgProperties() + s.url() + s.notes()).doesNotContain("hunter");
  }

  @Test
  void aBareNumberHasTheUnitOfItsName() {
    assertThat(settings("idleTimeout", "60000").idleTimeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(settings("maxLifetime", "60000").maxLifetime()).isEqualTo(Duration.ofMinutes(1));
    assertThat(settings("borrowTimeout", "5").borrowTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings("maxWaitMillis", "5").borrowTimeout()).isEqualTo(Duration.ofMillis(5));
    assertThat(settings("maxLifetime_m", "5").maxLifetime()).isEqualTo(Duration.ofMinutes(5));
    assertThat(settings("removeAbandoned", "true", "removeAbandonedTimeout", "60").leakTimeout())
        .isEqualTo(Duration.ofMinutes(1));
  }

  @ParameterizedTest
  @CsvSource({
    "idleTimeout,600",
    "maxLifetime,1800",
    "borrowTimeout,30000",
    "leakTimeout,60000",
    "acquisitionTimeout,30",
    "connectTimeout,10000",
    "keepaliveInterval,120000"
  })
  void aBareNumberThatIsAlmostSurelyInAnotherUnitIsRefused(String name, String value) {
    assertThat(problems(name, value)).singleElement().extracting(Problem::given).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "maxWait,-1",
    "maxWait,0",
    "maxWaitMillis,-1",
    "connectionTimeout,0",
    "acquisitionTimeout,PT0S",
    "acquisitionTimeout_s,0"
  })
  void toWaitForEverIsAVeryLongTime(String name, String value) {
    assertThat(settings(name, value).borrowTimeout()).isEqualTo(Duration.ofDays(365));
  }

  @ParameterizedTest
  @CsvSource({
    "READ_COMMITTED,READ_COMMITTED",
    "TRANSACTION_SERIALIZABLE,SERIALIZABLE",
    "2,READ_COMMITTED",
    "repeatable read,REPEATABLE_READ",
    "read-uncommitted,READ_UNCOMMITTED"
  })
  void isolationHasManySpellings(String text, Isolation isolation) {
    assertThat(settings("defaultTransactionIsolation", text).defaultTransactionIsolation())
        .isEqualTo(isolation);
  }

  @Test
  void aPoolOverAGivenSourceNeedsNoDatabase() {
    Settings s = Settings.parse("p", Map.of("maxSize", "2"), PLAIN.withSourceGiven());

    assertThat(s.database()).isEmpty();
    assertThat(failure("url", "jdbc:postgresql:")).hasMessageContaining("which database");
  }

  @Test
  void theDatabaseIsTheUsersNameUnlessItIsNamed() {
    assertThat(Settings.parse("p", attributes("user", "ada"), PLAIN).database()).isEqualTo("ada");
  }
}
