package dev.sluice.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
  void theReadmeNamesTheVersionsThatTheBuildTestsOn() throws Exception {
    Path root = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    String readme = Files.readString(root.resolve("README.md"));
    String pom = Files.readString(root.resolve("pom.xml"));

    for (String server :
        List.of(
            "tomcat-10",
            "tomcat",
            "payara-micro",
            "jetty",
            "jetty-embedded",
            "liberty",
            "wildfly",
            "tomee")) {
      assertThat(readme)
          .as(server)
          .containsPattern("[ |]" + Pattern.quote(version(pom, server)) + "[ ;|]");
    }
  }

  private static String version(String pom, String server) {
    Matcher version =
        Pattern.compile("<" + server + "\\.version>(.+)</" + server + "\\.version>").matcher(pom);
    assertThat(version.find()).as(server).isTrue();
    return version.group(1);
  }

  @Test
  void noRemarkIsWrittenTwice() {
    assertThat(ConformanceTable.render().lines().filter(line -> line.matches("\\d+\\. .*")))
        .extracting(line -> line.substring(line.indexOf(' ')))
        .hasSizeGreaterThan(1)
        .doesNotHaveDuplicates();
  }

  @Test
  void everyExceptionIsOneOfACaseThatExists() {
    for (ExceptionOfServer exception : ExceptionOfServer.ALL) {
      assertThat(ConformanceTable.CASES)
          .as(exception.test())
          .anyMatch(type -> ConformanceTable.has(type, exception.test()));
    }
  }

  /** Each of these programs starts a server because Arquillian's adapter can't do it. */
  @Test
  void aServerThatTheTestsStartThemselvesIsTold() throws Exception {
    Path hosts = Path.of(System.getProperty("basedir", ""), "src/hosts/java").toAbsolutePath();
    try (Stream<Path> programs = Files.list(hosts)) {
      assertThat(programs.map(program -> program.getFileName().toString()))
          .isNotEmpty()
          .allSatisfy(
              program ->
                  assertThat(AdapterLimit.ALL)
                      .anyMatch(
                          limit ->
                              limit.instead().contains("the tests start themselves")
                                  && limit
                                      .server()
                                      .toString()
                                      .startsWith(program.replace("Host.java", ""))));
    }
  }
}
