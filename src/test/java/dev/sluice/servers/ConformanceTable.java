package dev.sluice.servers;

import dev.sluice.servers.cases.AttributeCases;
import dev.sluice.servers.cases.DrainCases;
import dev.sluice.servers.cases.FailureCases;
import dev.sluice.servers.cases.IdentityCases;
import dev.sluice.servers.cases.InjectionCases;
import dev.sluice.servers.cases.JpaCases;
import dev.sluice.servers.cases.LateLookupCases;
import dev.sluice.servers.cases.MisplacedJarCases;
import dev.sluice.servers.cases.RedeployCases;
import dev.sluice.servers.cases.SharingCases;
import dev.sluice.servers.cases.TwoCopiesCases;
import dev.sluice.servers.cases.VirtualThreadCases;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is tested on which server, as the README shows it. */
final class ConformanceTable {
  static final List<Class<?>> CASES =
      Stream.<Class<?>>of(
              InjectionCases.class,
              AttributeCases.class,
              FailureCases.class,
              IdentityCases.class,
              SharingCases.class,
              DrainCases.class,
              RedeployCases.class,
              LateLookupCases.class,
              TwoCopiesCases.class,
              MisplacedJarCases.class,
              JpaCases.class,
              VirtualThreadCases.class)
          .sorted(Comparator.comparingInt(type -> about(type).number()))
          .toList();

  /** What is said below the table; cases of which the same is to be said share one. */
  private static final List<String> REMARKS =
      Stream.concat(
              ExceptionOfServer.ALL.stream().map(ConformanceTable::remark),
              AdapterLimit.ALL.stream().map(AdapterLimit::toString))
          .distinct()
          .toList();

  private ConformanceTable() {}

  static String render() {
    StringBuilder text = new StringBuilder();
    row(text, "what holds", Arrays.stream(TestedServer.values()).map(String::valueOf).toList());
    row(text, "---", Arrays.stream(TestedServer.values()).map(server -> ":-:").toList());
    for (Class<?> type : CASES) {
      row(
          text,
          about(type).value(),
          Arrays.stream(TestedServer.values()).map(server -> cell(server, type)).toList());
    }
    row(
        text,
        "All of this is started and deployed by Arquillian, with the server's own adapter",
        Arrays.stream(TestedServer.values()).map(ConformanceTable::adapter).toList());
    text.append('\n');
    for (String remark : REMARKS) {
      text.append(number(remark)).append(". ").append(remark).append('\n');
    }
    return text.toString();
  }

  private static String remark(ExceptionOfServer exception) {
    String declared =
        exception.declaration() == null ? "" : ", declared by " + exception.declaration();
    return exception.server() + declared + ": " + exception.reason() + " " + exception.instead();
  }

  private static int number(String remark) {
    return REMARKS.indexOf(remark) + 1;
  }

  private static ConformanceCase about(Class<?> type) {
    return type.getAnnotation(ConformanceCase.class);
  }

  /** Yes, or the numbers of what is said about it below. */
  private static String cell(TestedServer server, Class<?> type) {
    return cell(
        ExceptionOfServer.ALL.stream()
            .filter(exception -> exception.server() == server && has(type, exception.test()))
            .map(ConformanceTable::remark));
  }

  private static String adapter(TestedServer server) {
    return cell(
        AdapterLimit.ALL.stream()
            .filter(limit -> limit.server() == server)
            .map(AdapterLimit::toString));
  }

  private static String cell(Stream<String> remarks) {
    String notes =
        remarks
            .map(remark -> "(" + number(remark) + ")")
            .distinct()
            .collect(Collectors.joining(" "));
    return notes.isEmpty() ? "yes" : notes;
  }

  static boolean has(Class<?> type, String test) {
    return Arrays.stream(type.getDeclaredMethods())
        .anyMatch(method -> method.getName().equals(test));
  }

  private static void row(StringBuilder text, String first, List<String> rest) {
    text.append("| ").append(first).append(" | ").append(String.join(" | ", rest)).append(" |\n");
  }
}
