package dev.sluice.config;

import static dev.sluice.config.Parsing.attributes;
import static dev.sluice.config.Parsing.failure;
import static dev.sluice.config.Parsing.problems;
import static dev.sluice.config.Parsing.settings;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

class PgPropertiesTest {

  @ParameterizedTest
  @EnumSource(PGProperty.class)
  void everyPropertyOfTheDriverIsClassified(PGProperty property) {
    PgProperty ours = PgProperties.named(property.getName());

    assertThat(ours).isNotNull();
    if (ours.use() instanceof PgProperty.Allowed allowed) {
      if (property.getDefaultValue() != null) {
        assertThat(allowed.kind().read(property.getDefaultValue()))
            .isEqualTo(Reading.value(property.getDefaultValue()));
      }
      if (property.getChoices() != null && property != PGProperty.REQUIRE_AUTH) {
        assertThat(Set.of(allowed.kind().allowed().replace("one of ", "").split(", ")))
            .isEqualTo(Set.of(property.getChoices()));
      }
    }
  }

  @Test
  void noPropertyIsInventedHere() {
    assertThat(PgProperties.names())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(PGProperty.values()).map(PGProperty::getName).toList());
  }

  @Test
  void whateverNamesAClassIsRefused() {
    assertThat(PgProperties.all())
        .filteredOn(p -> p.name().matches("(?i).*(class|factory|callback|verifier|executor).*"))
        .filteredOn(p -> !p.name().equals("sspiServiceClass"))
        .isNotEmpty()
        .allMatch(p -> p.use() instanceof PgProperty.Refused);
  }

  static Stream<String> refused() {
    return PgProperties.all().stream()
        .filter(p -> p.use() instanceof PgProperty.Refused)
        .map(PgProperty::name);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void aRefusedPropertyIsRefusedWhereverItIsWritten(String name) {
    List<String[]> ways =
        List.of(
            new String[] {"pg." + name, "X"},
            new String[] {"dataSource." + name, "X"},
            new String[] {"url", "jdbc:postgresql://h/d?" + name + "=X"},
            new String[] {"url", "postgres://h/d?" + name + "=X"},
            new String[] {"connectionProperties", name + "=X"},
            new String[] {"jdbcProperties", "ssl=true;" + name + "=X"});

    for (String[] way : ways) {
      assertThat(problems(way)).singleElement().matches(p -> p.rule().startsWith("is refused"));
    }
  }

  @Test
  void theAdministratorOfTheJvmMayAllowOne() {
    ParseOptions options = new ParseOptions(Set.of("sslfactory", "ssl", "nonsense"), false);

    Settings s =
        Settings.parse("p", attributes("pg.sslfactory", "com.example.F", "user", "u"), options);

    assertThat(s.pgProperties()).containsEntry("sslfactory", "com.example.F");
    assertThat(s.notes()).hasSize(3);
    assertThat(s.toString()).doesNotContain("com.example");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user",
        "password",
        "PGHOST",
        "PGPORT",
        "PGDBNAME",
        "ApplicationName",
        "connectTimeout",
        "loginTimeout",
        "readOnly",
        "tcpKeepAlive"
      })
  void whatIsAnAttributeIsRefusedAsAPropertyAndPointsThere(String name) {
    assertThat(problems("pg." + name, "1"))
        .singleElement()
        .matches(p -> p.rule().contains("attribute") || p.rule().contains("by itself"));
  }

  @Test
  void valuesAreCheckedAndMadeCanonical() {
    assertThat(settings("pg.sslmode", "VERIFY-FULL", "pg.prepareThreshold", "05", "pg.ssl", "TRUE"))
        .extracting(Settings::pgProperties)
        .hasToString("{prepareThreshold=5, ssl=true, sslmode=verify-full}");
    assertThat(problems("pg.sslmode", "verify", "pg.socketTimeout", "5s", "pg.ssl", "yes"))
        .hasSize(3);
    assertThat(settings("url", "jdbc:postgresql://h/d?ssl").pgProperties())
        .containsEntry("ssl", "true");
    assertThat(failure("url", "jdbc:postgresql://h/d?sslMode=require"))
        .hasMessageContaining("did you mean sslmode?");
  }

  @Test
  void theSettersOfTheDriversDataSourceAreKnown() {
    Set<String> others = Set.of("URL", "Url", "LogWriter", "Property", "FromReference");
    Set<String> plural = Set.of("ServerNames", "PortNumbers");

    assertThat(PGSimpleDataSource.class.getMethods())
        .filteredOn(m -> m.getName().startsWith("set") && m.getParameterCount() == 1)
        .extracting(m -> m.getName().substring(3))
        .filteredOn(name -> !others.contains(name) && !plural.contains(name))
        .isNotEmpty()
        .allMatch(name -> PgProperties.ofBean(name) != null);
  }
}
