package dev.sluice.servers;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** A server that Arquillian starts in a process, with the server's own adapter. */
public class ArquillianServer extends RunningServer {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Arquillian arquillian;
  private final ProcessHandle process;

  /**
   * Starts the server and returns when it serves.
   *
   * @param directory existing, for the server's files
   * @param log the file to which the server logs
   * @param configuration of the adapter, beside what {@code arquillian.xml} says
   */
  public ArquillianServer(Path directory, Path log, Map<String, String> configuration) {
    super(directory, log);
    arquillian = new Arquillian(configuration, () -> tail(log));
    Set<ProcessHandle> before = children();
    try {
      arquillian.start();
      process = onlyJvm(before);
    } catch (AssertionError e) {
      children().stream()
          .filter(child -> !before.contains(child))
          .forEach(ProcessHandle::destroyForcibly);
      arquillian.close();
      throw e;
    }
  }

  @Override
  public URI deploy(String application, WebArchive archive) {
    return arquillian.deploy(application, archive);
  }

  @Override
  public void undeploy(String application) {
    arquillian.undeploy(application);
  }

  @Override
  final ProcessHandle process() {
    return process;
  }

  @Override
  public final void close() {
    try {
      closeJvm();
      arquillian.stop();
      process.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new AssertionError("The server's process did not end." + tail(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
      arquillian.close();
    }
  }

  /** The processes of this one, with theirs. */
  private static Set<ProcessHandle> children() {
    return ProcessHandle.current().descendants().collect(Collectors.toSet());
  }

  /** Adapters don't tell which process they have started. */
  private static ProcessHandle onlyJvm(Set<ProcessHandle> before) {
    List<ProcessHandle> started =
        children().stream()
            .filter(child -> !before.contains(child))
            .filter(ArquillianServer::isJvm)
            .toList();
    if (started.size() != 1) {
      throw new AssertionError("One JVM was started, not " + started);
    }
    return started.get(0);
  }

  private static boolean isJvm(ProcessHandle process) {
    return process.info().command().filter(command -> command.endsWith("java")).isPresent();
  }
}
