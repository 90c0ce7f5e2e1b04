package dev.sluice.config;

import java.util.List;
import java.util.Objects;

/**
 * The attributes of a resource make no settings. Carries every problem, not only the first, and no
 * secret.
 */
public final class InvalidSettingsException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /**
   * Lists the problems in the message.
   *
   * @param resource the name of the resource whose attributes these are
   * @param problems what is wrong; at least one
   */
  public InvalidSettingsException(String resource, List<Problem> problems) {
    super(text(resource, problems));
    this.problems = List.copyOf(problems);
  }

  /** What is wrong, in the order of the attributes; empty in a deserialised exception. */
  public List<Problem> problems() {
    return Objects.requireNonNullElse(problems, List.of());
  }

  private static String text(String resource, List<Problem> problems) {
    String count = problems.size() == 1 ? "one problem" : problems.size() + " problems";
    StringBuilder text = new StringBuilder(resource).append(": ").append(count);
    text.append(" in the configuration; no pool is made until all are mended");
    for (Problem problem : problems) {
      text.append("\n  ").append(problem.message());
    }
    return text.toString();
  }
}
