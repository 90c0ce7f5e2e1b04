package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "500ms,PT0.5S", "30s,PT30S", "30 S,PT30S", "5m,PT5M", "5min,PT5M", "1h,PT1H", "2d,PT48H",
    "PT30S,PT30S", "pt1.5s,PT1.5S", "P1D,PT24H", "30,PT30S", "-1,PT-1S", "0,PT0S", "0s,PT0S"
  })
  void aDurationIsReadAndShownSoThatItReadsTheSame(String text, Duration duration) {
    assertThat(Durations.read(text, ChronoUnit.SECONDS)).isEqualTo(Reading.value(duration));
    assertThat(Durations.read(Durations.show(duration), ChronoUnit.SECONDS))
        .isEqualTo(Reading.value(duration));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "s",
        "5 weeks",
        "1.5s",
        "5s5m",
        "PT",
        "PT0.0000001S",
        "99999999999999999999",
        "999999999999999999d",
        "-5s",
        "1e3",
        "٣s"
      })
  void whatIsNoDurationIsRefused(String text) {
    assertThat(Durations.read(text, ChronoUnit.SECONDS)).isInstanceOf(Reading.Refused.class);
  }
}
