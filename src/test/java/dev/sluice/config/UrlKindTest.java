package dev.sluice.config;

import static dev.sluice.config.Parsing.failure;
import static dev.sluice.config.Parsing.settings;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

class UrlKindTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql:shop",
        "jdbc:postgresql:///shop",
        "jdbc:postgresql://db/shop",
        "jdbc:postgresql://db:5433/shop",
        "jdbc:postgresql://:5433/shop",
        "jdbc:postgresql://a,b:5433,:1/shop",
        "jdbc:postgresql://[::1]:5433/shop",
        "jdbc:postgresql://db/a+b%20c%2Fd%40",
        "jdbc:postgresql://db/%C3%A4?user=u"
      })
  void theDriverReadsTheCanonicalUrlAsItReadsTheOriginal(String url) {
    Properties original = Driver.parseURL(url, new Properties());
    Properties canonical = Driver.parseURL(settings("url", url).url(), new Properties());

    original.remove("user");
    if (PGProperty.PG_HOST.getOrDefault(original).isEmpty()) {
      PGProperty.PG_HOST.set(original, "localhost");
    }
    assertThat(canonical).isEqualTo(original);
  }

  @ParameterizedTest
  @CsvSource({
    "postgres://u:p@db/shop,jdbc:postgresql://db:5432/shop",
    "postgresql://db:1/a+b,jdbc:postgresql://db:1/a%2Bb",
    "postgres:///shop,jdbc:postgresql://localhost:5432/shop",
    "postgres://u@[::1]/shop,jdbc:postgresql://[::1]:5432/shop",
    "postgres://u:p@db,jdbc:postgresql://db:5432/u"
  })
  void libpqsNotationIsRead(String url, String canonical) {
    assertThat(settings("url", url).url()).isEqualTo(canonical);
  }

  @Test
  void severalServersAreKept() {
    Settings s = settings("url", "postgres://a,b:1/d?target_session_attrs=read-write");

    assertThat(s.url()).isEqualTo("jdbc:postgresql://a:5432,b:1/d");
    assertThat(s.host()).isEqualTo("a");
    assertThat(s.pgProperties()).containsEntry("targetServerType", "primary");
  }

  @Test
  void theParametersOfLibpqBecomeTheDriversAndOurs() {
    Settings s =
        settings(
            "url",
            "postgres://ada:a%2Fb%3A%40+c@h/d?sslmode=verify-full&sslrootcert=/etc/ca.pem"
                + "&application_name=web&connect_timeout=5&options=-c%20geqo%3Doff"
                + "&client_encoding=utf8&keepalives=1");

    assertThat(s.user()).isEqualTo("ada");
    assertThat(s.password()).isEqualTo(Secret.of("a/b:@+c"));
    assertThat(s.applicationName()).isEqualTo("web");
    assertThat(s.connectTimeout()).hasSeconds(5);
    assertThat(s.pgProperties())
        .hasToString("{options=-c geqo=off, sslmode=verify-full, sslrootcert=/etc/ca.pem}");
    assertThat(s.notes()).hasSize(2);
  }

  @Test
  void userInformationInAJdbcUrlIsTakenOutToo() {
    Settings s = settings("url", "jdbc:postgresql://ada:hunter2@h/d");

    assertThat(s.url()).isEqualTo("jdbc:postgresql://h:5432/d");
    assertThat(s.password()).isEqualTo(Secret.of("hunter2"));
  }

  @Test
  void aConnectWithoutALimitGetsTheLongestOne() {
    Settings s = settings("url", "jdbc:postgresql://h/d?connectTimeout=0");

    assertThat(s.connectTimeout()).hasMinutes(10);
    assertThat(s.notes()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql:/shop",
        "jdbc:postgresql://h:0/d",
        "jdbc:postgresql://h:/d",
        "jdbc:postgresql://h/a/b",
        "jdbc:postgresql://a b/d",
        "jdbc:mysql://h/d",
        "h:5432/d",
        "postgres://%2Fvar%2Frun/d",
        "jdbc:postgresql://h/d?sslcrl=x",
        "postgres://h/d?passfile=x",
        "postgres://h/d?useSSL=false"
      })
  void whatTheDriverCouldNotUseIsRefused(String url) {
    assertThat(failure("url", url).problems()).hasSize(1);
  }
}
