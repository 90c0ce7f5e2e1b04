package dev.sluice.servers;

import java.util.List;

/**
 * A case that a server makes impossible. It is not skipped in silence: it stands here, and from
 * here in the README.
 *
 * @param server that makes it impossible
 * @param declaration for which declaration of the pool; null for both
 * @param test the case's method
 * @param reason what the server does
 * @param instead what the administrator does instead
 */
public record ExceptionOfServer(
    TestedServer server, Declaration declaration, String test, String reason, String instead) {
  /** All that are known. */
  public static final List<ExceptionOfServer> ALL = List.of();

  /** Whether it is about this case. */
  boolean isAbout(ServerStage stage, String method) {
    return server == stage.kind().name()
        && (declaration == null || declaration == stage.declaration())
        && test.equals(method);
  }
}
