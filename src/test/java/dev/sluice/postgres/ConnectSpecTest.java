package dev.sluice.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ConnectSpecTest {
  @Test
  void hostsAndPortsAreReadFromTheUrl() {
    assertThat(Specs.of("jdbc:postgresql://a:1,b,[::1]:3,[::2]/db").build().targets())
        .extracting(t -> t.host() + " " + t.port() + " " + t.database())
        .containsExactly("a 1 db", "b 5432 db", "[::1] 3 db", "[::2] 5432 db");
  }

  @Test
  void withoutADatabaseItIsTheUsers() {
    assertThat(Specs.of("jdbc:postgresql://a/").build().database()).isEqualTo("postgres");
  }

  @Test
  void aUrlWithAQueryPartIsRefusedWithoutRepeatingIt() {
    assertThatThrownBy(() -> Specs.of("jdbc:postgresql://a/b?password=hidden").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("query part")
        .hasMessageNotContaining("hidden");
    assertThatThrownBy(() -> Specs.of("postgres://u:hidden@a/b").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("hidden");
  }

  @Test
  void itsTextHoldsNoSecret() {
    assertThat(Specs.of("jdbc:postgresql://a:1/b").password("hidden").build().toString())
        .isEqualTo("ConnectSpec[a:1/b as postgres]");
  }
}
