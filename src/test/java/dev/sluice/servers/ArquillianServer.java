package dev.sluice.servers;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jboss.arquillian.container.spi.Container;
import org.jboss.arquillian.container.spi.ContainerRegistry;
import org.jboss.arquillian.container.spi.client.deployment.Deployment;
import org.jboss.arquillian.container.spi.client.deployment.DeploymentDescription;
import org.jboss.arquillian.container.spi.client.protocol.metadata.HTTPContext;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.arquillian.container.spi.context.DeploymentContext;
import org.jboss.arquillian.container.spi.event.DeployDeployment;
import org.jboss.arquillian.container.spi.event.UnDeployDeployment;
import org.jboss.arquillian.core.impl.loadable.LoadableExtensionLoader;
import org.jboss.arquillian.core.spi.Manager;
import org.jboss.arquillian.core.spi.ManagerBuilder;
import org.jboss.arquillian.test.spi.context.ClassContext;
import org.jboss.arquillian.test.spi.event.suite.AfterSuite;
import org.jboss.arquillian.test.spi.event.suite.BeforeSuite;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * A server that Arquillian starts, with the server's own adapter.
 *
 * <p>The cases deploy what they like, when they like. Arquillian's extension for JUnit wants each
 * class to name its deployments beforehand; so this drives Arquillian's core itself, by the events
 * that the extension would fire. Arquillian's contexts belong to a thread, and a case with a time
 * limit has one of its own; so all that is Arquillian's happens on one thread here.
 */
public class ArquillianServer extends RunningServer {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** One thread: what is not final here, and what is not the JDK's, is its own. */
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread one = new Thread(work, "arquillian");
            one.setDaemon(true);
            return one;
          });

  private final Manager manager;
  private final Container<?> container;
  private final ProcessHandle process;
  private final Map<String, Deployment> deployments = new HashMap<>();

  /**
   * Starts the server and returns when it serves.
   *
   * @param directory existing, for the server's files
   * @param log the file to which the server logs
   * @param configuration of the adapter, beside what {@code arquillian.xml} says
   */
  public ArquillianServer(Path directory, Path log, Map<String, String> configuration) {
    super(directory, log);
    manager =
        call(
            "boot Arquillian",
            () -> {
              Manager booted =
                  ManagerBuilder.from().extension(LoadableExtensionLoader.class).create();
              booted.start();
              // Adapters ask for the class under test, to read its annotations.
              booted.getContext(ClassContext.class).activate(ArquillianServer.class);
              return booted;
            });
    container = call("find the adapter", this::onlyContainer);
    configuration.forEach(container.getContainerConfiguration()::property);
    Set<ProcessHandle> before = children();
    try {
      order("start", () -> manager.fire(new BeforeSuite()));
      process = onlyJvm(before);
    } catch (AssertionError e) {
      children().stream()
          .filter(child -> !before.contains(child))
          .forEach(ProcessHandle::destroyForcibly);
      end();
      throw e;
    }
  }

  private Container<?> onlyContainer() {
    List<? extends Container<?>> containers =
        manager.resolve(ContainerRegistry.class).getContainers().stream()
            .map(one -> (Container<?>) one)
            .toList();
    if (containers.size() != 1) {
      throw new IllegalStateException("One adapter, not " + containers);
    }
    return containers.get(0);
  }

  @Override
  public URI deploy(String application, WebArchive archive) {
    return call(
        "deploy " + application,
        () -> {
          Deployment deployment =
              new Deployment(
                  new DeploymentDescription(application, archive).shouldBeTestable(false));
          deployments.put(application, deployment);
          manager.fire(new DeployDeployment(container, deployment));
          return URI.create("http://127.0.0.1:" + port(deployment) + "/" + application + "/");
        });
  }

  /** As the adapter tells it: the server has chosen it. */
  private int port(Deployment deployment) {
    DeploymentContext context = manager.getContext(DeploymentContext.class);
    context.activate(deployment);
    try {
      return manager
          .resolve(ProtocolMetaData.class)
          .getContexts(HTTPContext.class)
          .iterator()
          .next()
          .getPort();
    } finally {
      context.deactivate();
    }
  }

  @Override
  public void undeploy(String application) {
    order(
        "undeploy " + application,
        () -> manager.fire(new UnDeployDeployment(container, deployments.remove(application))));
  }

  @Override
  final ProcessHandle process() {
    return process;
  }

  @Override
  public final void close() {
    try {
      closeJvm();
      order("stop", () -> manager.fire(new AfterSuite()));
      process.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new AssertionError("The server's process did not end." + tail(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
      end();
    }
  }

  private void end() {
    thread.execute(manager::shutdown);
    thread.shutdown();
  }

  private void order(String order, Runnable work) {
    call(
        order,
        () -> {
          work.run();
          return null;
        });
  }

  private <T> T call(String order, Callable<T> work) {
    Future<T> answer = thread.submit(work);
    try {
      return answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new RefusedError("Order: " + order + "; " + e.getCause() + tail(), e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("Not obeyed within " + LIMIT + ": " + order + tail(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted at the order: " + order, e);
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
