package dev.sluice.servers;

import java.lang.reflect.Constructor;
import java.util.List;
import org.jboss.arquillian.container.spi.client.deployment.DeploymentDescription;
import org.jboss.arquillian.container.test.spi.client.deployment.DeploymentScenarioGenerator;
import org.jboss.arquillian.core.spi.LoadableExtension;
import org.jboss.arquillian.test.spi.TestClass;

/** Asks an {@link ArquillianSuite} for its deployments, which Arquillian takes from it. */
public final class ArquillianDeployments implements LoadableExtension, DeploymentScenarioGenerator {
  @Override
  public void register(ExtensionBuilder builder) {
    builder.service(DeploymentScenarioGenerator.class, ArquillianDeployments.class);
  }

  @Override
  public List<DeploymentDescription> generate(TestClass testClass) {
    try {
      Constructor<?> constructor = testClass.getJavaClass().getDeclaredConstructor();
      constructor.setAccessible(true);
      List<DeploymentDescription> deployments =
          ((ArquillianSuite) constructor.newInstance()).deployments();
      // The cases look at the server from outside.
      deployments.forEach(deployment -> deployment.shouldBeTestable(false));
      return deployments;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
