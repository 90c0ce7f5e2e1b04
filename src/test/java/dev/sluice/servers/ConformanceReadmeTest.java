package dev.sluice.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConformanceReadmeTest {
  private static final String BEGIN = "<!-- conformance -->";
  private static final String END = "<!-- /conformance -->";

  /** {@code -Dsluice.readme.write=true} writes the table instead of comparing it. */
  @Test
  void theReadmeShowsWhatIsTestedOnEachServerAndWhatIsNot() throws Exception {
    Path readme = Path.of(System.getProperty("basedir", ""), "README.md").toAbsolutePath();
    String text = Files.readString(readme);
    int begin = text.indexOf(BEGIN) + BEGIN.length();
    int end = text.indexOf(END);
    assertThat(end).as("the README has both marks").isGreaterThan(begin);
    String table = "\n" + ConformanceTable.render();

    if (Boolean.getBoolean("sluice.readme.write")) {
      Files.writeString(readme, text.substring(0, begin) + table + text.substring(end));
      return;
    }

    assertThat(text.substring(begin, end))
        .withFailMessage(
            "README.md differs from the list in the code. Run this test with"
                + " -Dsluice.readme.write=true, or put this between the marks:%n%s",
            table)
        .isEqualTo(table);
  }

  @Test
  void everyExceptionIsOneOfACaseThatExists() {
    for (ExceptionOfServer exception : ExceptionOfServer.ALL) {
      assertThat(ConformanceTable.CASES)
          .as(exception.test())
          .anyMatch(type -> ConformanceTable.has(type, exception.test()));
    }
  }
}
