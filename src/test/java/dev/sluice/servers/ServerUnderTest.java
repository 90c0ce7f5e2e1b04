package dev.sluice.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** What differs between servers: how one is started, and how an application declares its pool. */
public interface ServerUnderTest {
  /**
   * How a server is to be started.
   *
   * @param directory empty, for the server's files
   * @param pools that the server declares, each under the resource name {@code jdbc/} and its name
   * @param jars whether the server itself is given the jars of Sluice and pgjdbc
   * @param virtualThreads whether requests run on virtual threads
   */
  record Setup(Path directory, List<PoolDeclaration> pools, boolean jars, boolean virtualThreads) {
    /** A server as it was unpacked: pools come with applications, and so do the jars. */
    public static Setup bare(Path directory) {
      return new Setup(directory, List.of(), false, false);
    }
  }

  /** Which one. */
  TestedServer name();

  /** Starts it, and returns when it serves. */
  RunningServer start(Setup setup) throws IOException;

  /** Makes of {@code probe} an application that declares this pool itself; without the jars. */
  WebArchive declaring(WebArchive probe, PoolDeclaration pool);

  /** Makes of {@code probe} an application that uses this pool of the server. */
  WebArchive using(WebArchive probe, PoolDeclaration pool);

  /** Makes of {@code probe} an application with this pool, whoever declares it. */
  default WebArchive application(Declaration by, WebArchive probe, PoolDeclaration pool) {
    return switch (by) {
      case APPLICATION -> declaring(ProbeArchive.withJars(probe), pool);
      case SERVER -> using(probe, pool);
    };
  }

  /** How the log names the place of the server's own copy of the jar; nothing else's. */
  String placeOfItsJar();

  /** The lines of its log that complain of what an undeployed application left behind. */
  default List<String> complaints(String log) {
    return List.of();
  }

  /** Whether the server has this thread because of how the tests deploy on it. */
  default boolean isForTheDeployer(String thread) {
    return false;
  }

  /** Gives the application a JPA provider, where the server has none. */
  default WebArchive withJpaProvider(WebArchive probe) {
    return probe;
  }

  /** Gives the application a persistence unit over its resource, as this server wants it. */
  default WebArchive withPersistenceUnit(WebArchive probe) {
    return probe.addAsResource("servers/persistence.xml", "META-INF/persistence.xml");
  }
}
