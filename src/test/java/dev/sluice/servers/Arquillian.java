package dev.sluice.servers;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
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
 * Arquillian, with the one adapter that is on the class path.
 *
 * <p>The cases deploy what they like, when they like. Arquillian's extension for JUnit wants each
 * class to name its deployments beforehand; so this drives Arquillian's core itself, by the events
 * that the extension would fire. Arquillian's contexts belong to a thread, and a case with a time
 * limit has one of its own; so all that is Arquillian's happens on one thread here.
 */
final class Arquillian implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread one = new Thread(work, "arquillian");
            one.setDaemon(true);
            return one;
          });

  private final Supplier<String> log;

  /** Used on the thread only, as is what comes of it. */
  private final Manager manager;

  private final Container<?> container;

  /** What was deployed, by the application's name. Used on the thread only. */
  private final Map<String, Deployment> deployments = new HashMap<>();

  /**
   * Finds the adapter, and starts nothing yet.
   *
   * @param configuration of the adapter, beside what {@code arquillian.xml} says
   * @param log what is said of the server in the message of a failure
   */
  Arquillian(Map<String, String> configuration, Supplier<String> log) {
    this.log = log;
    manager =
        call("boot", () -> ManagerBuilder.from().extension(LoadableExtensionLoader.class).create());
    container =
        call(
            "find the adapter",
            () -> {
              manager.start();
              // Adapters ask for the class under test, to read its annotations.
              manager.getContext(ClassContext.class).activate(Arquillian.class);
              List<? extends Container<?>> all =
                  manager.resolve(ContainerRegistry.class).getContainers().stream()
                      .map(one -> (Container<?>) one)
                      .toList();
              if (all.size() != 1) {
                throw new IllegalStateException("One adapter, not " + all);
              }
              configuration.forEach(all.get(0).getContainerConfiguration()::property);
              return all.get(0);
            });
  }

  /** Starts the server, and returns when it serves. */
  void start() {
    fire("start", () -> new BeforeSuite());
  }

  /** Stops the server. */
  void stop() {
    fire("stop", () -> new AfterSuite());
  }

  /** Deploys, and returns the address at which the application answers. */
  URI deploy(String application, WebArchive archive) {
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

  /** As the adapter tells it. */
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

  /** Undeploys, and returns when the adapter says that the application is gone. */
  void undeploy(String application) {
    fire(
        "undeploy " + application,
        () -> new UnDeployDeployment(container, deployments.remove(application)));
  }

  /** Ends Arquillian, whatever became of the server. */
  @Override
  public void close() {
    thread.execute(manager::shutdown);
    thread.shutdown();
  }

  private void fire(String order, Supplier<?> event) {
    call(
        order,
        () -> {
          manager.fire(event.get());
          return null;
        });
  }

  private <T> T call(String order, Callable<T> work) {
    Future<T> answer = thread.submit(work);
    try {
      return answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new RunningServer.RefusedError(
          "Order: " + order + "; " + e.getCause() + log.get(), e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError(
          "Not obeyed within " + LIMIT.toSeconds() + " s: " + order + log.get(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted at the order: " + order, e);
    }
  }
}
