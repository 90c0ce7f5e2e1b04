package dev.sluice.servers;

import dev.sluice.testing.Await;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** A stage whose server runs in a process of its own, for what has to be seen inside it. */
public interface ServerStage extends Stage {
  /** The kind of server. */
  ServerUnderTest kind();

  /** The running server. */
  RunningServer server();

  /** The threads of the pools of this name; of all pools if null. */
  default List<String> poolThreads(String pool) {
    String prefix = pool == null ? "sluice-" : "sluice-" + pool + "-";
    return server().jvm().threads().stream().filter(name -> name.startsWith(prefix)).toList();
  }

  @Override
  default ProbeClient probe(String application, PoolDeclaration pool) {
    return probe(application, pool, archive -> archive);
  }

  /** The application of this name, with something more in its archive. */
  ProbeClient probe(String application, PoolDeclaration pool, UnaryOperator<WebArchive> more);

  /** Deploys this archive under this name, and undeploys it after the case. */
  ProbeClient deploy(String application, PoolDeclaration pool, WebArchive archive);

  /** Waits until the log, from this length on, has a line with all of these parts. */
  default void awaitLog(int from, String... parts) {
    awaitLog(from, Duration.ofSeconds(5), parts);
  }

  /** The same, for something that takes its time. */
  default void awaitLog(int from, Duration limit, String... parts) {
    List<String> wanted = List.of(parts);
    Await.until(
        "a line of the log with " + wanted,
        limit,
        () -> logSince(from).lines().anyMatch(line -> wanted.stream().allMatch(line::contains)),
        () -> logSince(from));
  }

  /** What the log has had since it had this length. */
  default String logSince(int from) {
    return server().log().substring(from);
  }

  /** How long the log is now. */
  default int logLength() {
    return server().log().length();
  }
}
