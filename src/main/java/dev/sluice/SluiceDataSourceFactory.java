package dev.sluice;

import dev.sluice.config.InvalidSettingsException;
import dev.sluice.config.Settings;
import dev.sluice.jndi.LostFailures;
import dev.sluice.jndi.Owner;
import dev.sluice.jndi.OwnerGoneException;
import dev.sluice.jndi.ResourceAttributes;
import dev.sluice.lifecycle.Applications;
import dev.sluice.lifecycle.ManagedPool;
import dev.sluice.lifecycle.MisplacedJarException;
import dev.sluice.lifecycle.OwnerFinder;
import dev.sluice.observe.Loggers;
import dev.sluice.observe.PoolLog;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.Hashtable;
import java.util.Objects;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.NamingException;
import javax.naming.spi.ObjectFactory;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link SluiceDataSource} from the attributes of a server's resource. Thread-safe.
 *
 * <p>The same resource gives the same pool, however often a server calls. Nothing is opened here:
 * that waits for the first borrow. A lookup that comes after the application's end gets a pool that
 * is closed: Jetty makes one at every undeploy, and takes an exception for a failure of the
 * undeployment.
 */
public final class SluiceDataSourceFactory implements ObjectFactory {
  private static final Logger LOG = Loggers.of(PoolLog.NAME);

  /** Made by the server. */
  public SluiceDataSourceFactory() {}

  /**
   * Gives the pool of a resource.
   *
   * @param object a {@link javax.naming.Reference} with the attributes; or the resource's name, and
   *     then the environment holds them
   * @param name the resource's name, as far as the server tells it
   * @param context the server's context of the name, or null
   * @param environment the attributes where {@code object} is a name
   * @return the pool, or null if the object is none of this factory's
   * @throws NamingException if the attributes are wrong, with everything that is. Where the server
   *     loses an exception, a data source is returned that throws the message at each {@code
   *     getConnection()}
   */
  @Override
  public @Nullable Object getObjectInstance(
      @Nullable Object object,
      @Nullable Name name,
      @Nullable Context context,
      @Nullable Hashtable<?, ?> environment)
      throws NamingException {
    ClassLoader caller = Thread.currentThread().getContextClassLoader();
    try {
      ResourceAttributes asked =
          ResourceAttributes.read(
              object, name, context, environment, SluiceDataSourceFactory.class.getName());
      return asked == null ? null : pool(asked, caller);
    } catch (NamingException e) {
      LOG.log(Level.ERROR, e.getMessage());
      if (LostFailures.at(object, SluiceDataSourceFactory.class.getClassLoader(), caller)) {
        return new FailedDataSource(e);
      }
      throw e;
    }
  }

  private static DataSource pool(ResourceAttributes asked, @Nullable ClassLoader caller)
      throws NamingException {
    if (caller != null && Applications.registry().isGone(caller)) {
      return tooLate(asked);
    }
    try {
      Settings settings = Settings.parse(asked.resource(), asked.attributes());
      Owner owner = OwnerFinder.find(asked, caller);
      ManagedPool pool =
          Applications.registry()
              .lookup(
                  owner,
                  asked.key(),
                  settings,
                  (given, twin) -> build(asked, given, owner, twin).managed());
      pool.usedBy(caller);
      return pool.dataSource();
    } catch (OwnerGoneException e) {
      return tooLate(asked);
    } catch (InvalidSettingsException e) {
      throw failure("Resource " + e.getMessage(), e);
    } catch (MisplacedJarException | SQLException e) {
      throw failure("Resource " + asked.resource() + ": " + e.getMessage(), e);
    }
  }

  private static NamingException failure(String message, Exception cause) {
    NamingException failure = new NamingException(message);
    failure.setRootCause(cause);
    return failure;
  }

  private static SluiceDataSource build(
      ResourceAttributes asked, Settings settings, Owner owner, @Nullable String twin) {
    String name = Objects.requireNonNullElse(settings.name(), shortName(asked.resource()));
    for (String note : settings.notes()) {
      LOG.log(Level.INFO, () -> name + ": " + note);
    }
    if (twin != null) {
      LOG.log(
          Level.INFO,
          () ->
              name
                  + ": has the same settings as resource "
                  + twin
                  + ". Each has a pool of its own, of up to "
                  + settings.maxSize()
                  + " connections.");
    }
    return new SluiceDataSource(
        new PoolPlan(name, settings, null, owner instanceof Owner.Server, asked.closedByServer()));
  }

  /** Nothing is asked of the attributes: nobody will use them. */
  private static DataSource tooLate(ResourceAttributes asked) {
    LOG.log(
        Level.DEBUG,
        () ->
            "Resource "
                + asked.resource()
                + " was looked up after its application's end: no pool is built for it any more");
    return FailedDataSource.tooLate(shortName(asked.resource()));
  }

  /** The last part of a resource's name: {@code app} of {@code java:app/jdbc/app}. */
  private static String shortName(String resource) {
    return resource.substring(resource.lastIndexOf('/') + 1);
  }
}
