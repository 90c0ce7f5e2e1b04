package dev.sluice.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Settings;
import dev.sluice.jndi.Owner;
import dev.sluice.testing.FakeApplication;
import dev.sluice.testing.LogLines;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By what an application's end is noticed. */
class HooksTest {
  private final FakeApplication application = new FakeApplication();
  private final List<Object> listeners = new CopyOnWriteArrayList<>();

  @AfterEach
  void nobodyBroughtTheClasses() {
    Applications.broughtBy(null);
  }

  /** A context that does not tell its class loader if that is null. */
  private ServletContext context(ClassLoader loader) {
    Map<Object, Object> attributes = new HashMap<>();
    return (ServletContext)
        Proxy.newProxyInstance(
            HooksTest.class.getClassLoader(),
            new Class<?>[] {ServletContext.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getClassLoader" -> told(loader);
                  case "getContextPath" -> "/app";
                  case "getAttribute" -> attributes.get(arguments[0]);
                  case "setAttribute" -> attributes.put(arguments[0], arguments[1]);
                  case "addListener" -> {
                    listeners.add(arguments[0]);
                    yield null;
                  }
                  case "hashCode" -> 1;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private static ClassLoader told(ClassLoader loader) {
    if (loader == null) {
      throw new UnsupportedOperationException("Section 4.4 of the Servlet specification");
    }
    return loader;
  }

  private FakePool pool() {
    FakePool pool = new FakePool();
    Settings settings = Settings.parse("r", Map.of("url", "jdbc:postgresql://db/app"));
    Applications.registry()
        .lookup(new Owner.Application(application.loader()), "r", settings, (given, twin) -> pool);
    return pool;
  }

  @Test
  void theEndOfTheContextEndsTheApplicationsPools() {
    ServletContextEvent event = new ServletContextEvent(context(application.loader()));
    SluiceListener listener = new SluiceListener();
    listener.contextInitialized(event);
    FakePool pool = pool();

    listener.contextDestroyed(event);

    assertThat(pool.told).containsExactly("close");
  }

  @Test
  void onlyTheFirstOfTwoListenersActs() {
    ServletContextEvent event = new ServletContextEvent(context(application.loader()));
    SluiceListener declared = new SluiceListener();
    SluiceListener added = new SluiceListener();
    declared.contextInitialized(event);
    added.contextInitialized(event);
    FakePool pool = pool();

    added.contextDestroyed(event);
    assertThat(pool.told).isEmpty();

    declared.contextDestroyed(event);
    assertThat(pool.told).containsExactly("close");
  }

  @Test
  void aListenerThatWasNeverInitializedActsAllTheSame() {
    FakePool pool = pool();

    new SluiceListener().contextDestroyed(new ServletContextEvent(context(application.loader())));

    assertThat(pool.told).containsExactly("close");
  }

  @Test
  void theInitializerAddsAListener() {
    try (LogLines log = new LogLines(SluiceInitializer.class.getName())) {
      new SluiceInitializer().onStartup(null, context(application.loader()));

      assertThat(log.all()).isEmpty();
    }
    assertThat(listeners).singleElement().isInstanceOf(SluiceListener.class);
    assertThat(Applications.broughtBy()).isNull();
  }

  @Test
  void theAddedListenerAsksItsContextForNothingThatTomcatMayRefuse() {
    new SluiceInitializer().onStartup(null, context(application.loader()));
    SluiceListener added = (SluiceListener) listeners.get(0);
    ServletContextEvent event = new ServletContextEvent(context(null));
    FakePool pool = pool();

    added.contextInitialized(event);
    added.contextDestroyed(event);

    assertThat(pool.told).containsExactly("close");
  }

  @Test
  void theInitializerRemembersWhoBroughtTheClasses() {
    new SluiceInitializer().onStartup(null, context(SluiceInitializer.class.getClassLoader()));

    assertThat(Applications.broughtBy()).isEqualTo("/app");
  }

  @Test
  void theInitializerWarnsOfTwoCopiesAndNamesBothPlaces(@TempDir Path second) throws Exception {
    Path copy = second.resolve(SluiceInitializer.class.getName().replace('.', '/') + ".class");
    Files.createDirectories(copy.getParent());
    Files.write(copy, new byte[] {0});
    ClassLoader own = SluiceInitializer.class.getClassLoader();
    try (LogLines log = new LogLines(SluiceInitializer.class.getName());
        URLClassLoader two = new URLClassLoader(new URL[] {second.toUri().toURL()}, own)) {
      new SluiceInitializer().onStartup(null, context(two));

      assertThat(log.all())
          .singleElement()
          .asString()
          .contains("WARNING", "/app", second.toUri().toURL().toString(), "Keep one")
          .contains(ClassLoaders.places(own, SluiceInitializer.class).iterator().next());
    }
  }

  @Test
  void theInitializerAddsTheListenerOfTheOtherCopyToo() throws Exception {
    URL place = SluiceListener.class.getProtectionDomain().getCodeSource().getLocation();
    ClassLoader own = SluiceListener.class.getClassLoader();
    try (URLClassLoader copy =
        new URLClassLoader(new URL[] {place}, own) {
          @Override
          protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("dev.sluice.")) {
              return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
          }
        }) {
      new SluiceInitializer().onStartup(null, context(copy));

      assertThat(listeners)
          .extracting(listener -> listener.getClass().getClassLoader())
          .containsExactlyInAnyOrder(own, copy);
      assertThat(listeners)
          .extracting(listener -> listener.getClass().getName())
          .containsOnly(SluiceListener.class.getName());
    }
  }

  @Test
  void theEndOfTheCdiContainerEndsThePoolsOfTheApplicationWhoseThreadItIs() throws Exception {
    FakePool pool = pool();

    new FakeApplication()
        .call(
            () -> {
              new SluiceExtension().beforeShutdown(null);
              return null;
            });
    assertThat(pool.told).isEmpty();

    application.call(
        () -> {
          new SluiceExtension().beforeShutdown(null);
          return null;
        });
    assertThat(pool.told).containsExactly("close");
  }
}
