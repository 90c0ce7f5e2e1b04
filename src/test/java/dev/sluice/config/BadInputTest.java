package dev.sluice.config;

import static dev.sluice.config.Parsing.failure;
import static dev.sluice.config.Parsing.problems;
import static dev.sluice.config.Parsing.settings;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BadInputTest {

  @Test
  void allProblemsAreInOneExceptionThatNamesTheResource() {
    InvalidSettingsException e =
        failure(
            "maxsize", "20",
            "minSize", "11",
            "borrowTimeout", "soon",
            "user", "${DB_USER}",
            "testOnBorrow", "often");

    assertThat(e.problems())
        .extracting(Problem::attribute)
        .containsExactly("maxsize", "borrowTimeout", "user", "testOnBorrow", "minSize and maxSize");
    assertThat(e)
        .hasMessageStartingWith("jdbc/app: 5 problems")
        .hasMessageContaining("maxsize=\"20\"")
        .hasMessageContaining("did you mean maxSize?")
        .hasMessageContaining("borrowTimeout=\"soon\": must be a duration")
        .hasMessageContaining("user=\"${DB_USER}\": holds a placeholder")
        .hasMessageContaining("one of probe, query, true, none, false");
  }

  @ParameterizedTest
  @CsvSource({
    "maxSze,maxSize",
    "NAMEE,NAME",
    "namee,name",
    "hOST,HOST",
    "max_size,maxSize",
    "Name,name",
    "pasword,password",
    "usernme,username",
    "pg.sslmod,pg.sslmode",
    "maxPoolSize,",
    "minIdel,minIdle",
    "Url,url",
    "jdbcURL,jdbcUrl"
  })
  void anUnknownNameIsMetWithTheNearestKnownOne(String written, String meant) {
    assertThat(problems(written, "1"))
        .singleElement()
        .extracting(p -> p.nearest() == null ? null : p.nearest().replace("pg.", ""))
        .isEqualTo(meant == null ? null : meant.replace("pg.", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pasword",
        "pwd",
        "secret",
        "credential",
        "token",
        "key",
        "passwort",
        "PASSWRD",
        "pg.pwd",
        "dataSource.passwd",
        "apiKey",
        "recoveryCredential",
        "pg.password",
        "passwrd",
        "password"
      })
  void aMisspeltSecretIsNeverShown(String name) {
    assertThat(failure(name, "hunter2${X}", "maxSize", "x"))
        .hasMessageNotContaining("hunter2")
        .hasMessageContaining(name);
    if (!Set.of("password", "credential").contains(name)) {
      assertThat(failure(name, "hunter2")).hasMessageNotContaining("hunter2");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgres://u:hunter2@h:99999/d",
        "jdbc:postgresql://h/d?password=a&hunter2=b",
        "postgres://u:hun?ter2=hunter2@h/d",
        "postgres://u:1?hunter2@h/d",
        "postgres://u:1/hunter2@h/d",
        "postgres://u:1/hunter2@h",
        "postgres://u:%zzhunter2@h/d",
        "postgress://u:hunter2@h/d",
        "jdbc:postgresql://u:1/hunter2@h",
        "jdbc:postgresql://h/d?password=a&hunter2",
        "jdbc:mysql://h/d?password=hunter2",
        "jdbc:postgresql://h/d?pasword=hunter2",
        "postgres://u:hunter2@h/d?sslmode=hunter2"
      })
  void aBadUrlIsNeverShown(String url) {
    assertThat(failure("url", url)).hasMessageContaining("url").hasMessageNotContaining("hunter2");
    assertThat(failure("host", url)).hasMessageNotContaining("hunter2");
    assertThat(failure("jdbcurl", url)).hasMessageNotContaining("hunter2");
  }

  @Test
  void twoSpellingsMayAgreeButNotContradict() {
    assertThat(settings("maxSize", "5", "maxTotal", "5").maxSize()).isEqualTo(5);
    assertThat(problems("maxSize", "5", "maxTotal", "6"))
        .singleElement()
        .hasToString(
            "maxSize and maxTotal=\"5 and 6\": say different things of the same; leave only one of"
                + " them");
    assertThat(failure("url", "postgres://u:hunter2@h/d", "password", "hunter3"))
        .hasMessageContaining("password in url and password")
        .hasMessageNotContaining("hunter");
    assertThat(
            failure("url", "postgres://h/d", "host", "i", "port", "1", "database", "e").problems())
        .hasSize(3);
    assertThat(problems("url", "postgres://h,i/d", "host", "h")).hasSize(1);
    assertThat(problems("pg.sslmode", "require", "url", "postgres://h/d?sslmode=disable"))
        .hasSize(1);
  }

  @Test
  void attributesThatMakeNoSenseTogetherAreRefused() {
    assertThat(problems("password", "a", "passwordFile", "b")).hasSize(1);
    assertThat(problems("minSize", "5", "maxSize", "4")).hasSize(1);
    assertThat(problems("keepaliveInterval", "30m")).hasSize(1);
    assertThat(problems("leakAction", "reclaim")).hasSize(1);
    assertThat(problems("defaultSchema", "a", "pg.currentSchema", "b")).hasSize(1);
    assertThat(settings("maxLifetime", "60s").keepaliveInterval()).hasMinutes(2);
  }

  @Test
  void anEmptyTextIsNoValueForWhatHasAValue() {
    assertThat(problems("maxSize", "")).hasSize(1);
    assertThat(problems("borrowTimeout", " ")).hasSize(1);
    assertThat(settings("HOST", "", "PORT", "", "password", "").port()).isEqualTo(5432);
  }

  @Test
  void aLimitOfNoneIsRefusedWithTheReason() {
    assertThat(failure("maxTotal", "-1")).hasMessageContaining("\"no limit\" is refused");
    assertThat(problems("maxSize", "0")).hasSize(1);
    assertThat(problems("maxWaitMillis", "0")).hasSize(1);
    assertThat(problems("borrowTimeout", "0")).hasSize(1);
  }

  @Test
  void aPlaceholderInAUrlIsShownUnlessAPasswordMayStandBesideIt() {
    assertThat(failure("url", "jdbc:postgresql://${DB_HOST}/shop"))
        .hasMessageContaining("url=\"${DB_HOST}\": holds a placeholder");
    assertThat(failure("url", "postgres://u:hun${ter2}@h/d")).hasMessageNotContaining("ter2");
    assertThat(failure("password", "${hunter2}").problems()).hasSize(1);
    assertThat(failure("password", "${hunter2}")).hasMessageNotContaining("hunter2");
  }

  @Test
  void aKnownNameThatOnlyLooksSecretHidesNothing() {
    assertThat(failure("pg.gssUseDefaultCreds", "true", "maxSize", "true"))
        .hasMessageContaining("maxSize=\"true\"");
  }

  @Test
  void namesAreShownInOneLine() {
    assertThat(failure("a\nFAKE LOG LINE" + "x".repeat(1000), "v").getMessage().lines()).hasSize(2);
  }

  @Test
  void theMessageIsThereAfterItWasWrittenAndReadBack() throws Exception {
    var bytes = new java.io.ByteArrayOutputStream();
    new java.io.ObjectOutputStream(bytes).writeObject(failure("maxSize", "0"));
    var in = new java.io.ObjectInputStream(new java.io.ByteArrayInputStream(bytes.toByteArray()));

    var back = (InvalidSettingsException) in.readObject();

    assertThat(back).hasMessageContaining("maxSize");
    assertThat(back.problems()).isEmpty();
  }
}
