package dev.sluice.lifecycle;

import org.jspecify.annotations.Nullable;

/** An application's copy of these classes was asked for a resource of the server. */
public final class MisplacedJarException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MisplacedJarException(@Nullable String resource, @Nullable String application) {
    super(message(resource, application));
  }

  /** What is wrong, and where the jars belong. */
  static String message(@Nullable String resource, @Nullable String application) {
    return "the resource "
        + (resource == null ? "" : resource + " ")
        + "is the server's, but "
        + (application == null ? "an application" : "application " + application)
        + " brought the Sluice classes that built it. Put the Sluice and PostgreSQL jars into the"
        + " server's lib folder, and remove them from WEB-INF/lib";
  }
}
