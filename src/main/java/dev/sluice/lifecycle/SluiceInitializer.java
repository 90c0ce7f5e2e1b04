package dev.sluice.lifecycle;

import dev.sluice.observe.Loggers;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.EventListener;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Adds the {@link SluiceListener} to each web application. Servers find this class by itself, where
 * the jar is in the application, and most also where it is in the server.
 */
public final class SluiceInitializer implements ServletContainerInitializer {
  private static final Logger LOG = Loggers.of(SluiceInitializer.class.getName());

  /** Set by the first of several copies of this class. */
  private static final String WARNED = SluiceInitializer.class.getName() + ".warned";

  /** Made by the server. */
  public SluiceInitializer() {}

  @Override
  public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) {
    ClassLoader application = context.getClassLoader();
    Set<String> places = ClassLoaders.places(application, SluiceInitializer.class);
    if (places.size() > 1 && context.getAttribute(WARNED) == null) {
      context.setAttribute(WARNED, true);
      LOG.log(
          Level.WARNING,
          () ->
              "Application "
                  + context.getContextPath()
                  + " finds Sluice in several places: "
                  + String.join(" and ", places)
                  + ". Two copies know nothing of each other's pools. Keep one: in the server for"
                  + " resources that the server declares, otherwise in the application.");
    }
    Applications.started(application, context.getContextPath());
    context.addListener(new SluiceListener(application));
    for (Class<?> copy : ClassLoaders.otherCopies(application, SluiceListener.class)) {
      tell(copy, context, application);
    }
  }

  /** Servers call one copy's initializer; the other copy may have pools that they use, too. */
  private static void tell(Class<?> copy, ServletContext context, ClassLoader application) {
    try {
      context.addListener(
          (EventListener) copy.getConstructor(ClassLoader.class).newInstance(application));
    } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
      LOG.log(Level.WARNING, () -> "The other copy of Sluice can't be told of ends: " + e);
    }
  }
}
