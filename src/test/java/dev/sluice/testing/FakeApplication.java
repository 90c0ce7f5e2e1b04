package dev.sluice.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * An application as a server shows it to a library: a class loader below the library's, threads
 * whose context class loader that is, and code of its own on their stacks.
 */
public final class FakeApplication {
  /** Loads {@link Code} anew, and everything else from above. */
  private static final class Loader extends URLClassLoader {
    Loader(ClassLoader parent) {
      super(new URL[0], parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.equals(Code.class.getName())) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? define(name) : loaded;
      }
    }

    private Class<?> define(String name) {
      String file = name.replace('.', '/') + ".class";
      try (InputStream bytes = getParent().getResourceAsStream(file)) {
        byte[] code = bytes.readAllBytes();
        URL place = Code.class.getProtectionDomain().getCodeSource().getLocation();
        return defineClass(
            name,
            code,
            0,
            code.length,
            new java.security.CodeSource(place, (java.security.cert.Certificate[]) null));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The application's own code: it calls what it is given. */
  public static final class Code<T> implements Supplier<T> {
    private final Supplier<T> work;

    /** Made by reflection, from the application's class loader. */
    public Code(Supplier<T> work) {
      this.work = work;
    }

    @Override
    public T get() {
      return work.get();
    }
  }

  private ClassLoader loader;

  /** An application below the loader of the tests' classes. */
  public FakeApplication() {
    this(FakeApplication.class.getClassLoader());
  }

  /** An application below that loader. */
  public FakeApplication(ClassLoader parent) {
    loader = new Loader(parent);
  }

  /** Its class loader. */
  public ClassLoader loader() {
    return loader;
  }

  /** Does {@code work} on a thread of the application. */
  public <T> CompletableFuture<T> start(String thread, Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread running = new Thread(() -> complete(result, work), thread);
    running.setDaemon(true);
    running.setContextClassLoader(loader);
    running.start();
    return result;
  }

  /** Does {@code work} on a thread of the application, and waits for it. */
  public <T> T call(Callable<T> work) throws Exception {
    return start("a-request", work).get(60, TimeUnit.SECONDS);
  }

  private static <T> void complete(CompletableFuture<T> result, Callable<T> work) {
    try {
      Class<?> code =
          Class.forName(Code.class.getName(), true, Thread.currentThread().getContextClassLoader());
      Supplier<T> own =
          () -> {
            try {
              return work.call();
            } catch (Exception e) {
              throw new Failure(e);
            }
          };
      @SuppressWarnings("unchecked")
      Supplier<T> inApplication =
          (Supplier<T>) code.getConstructor(Supplier.class).newInstance(own);
      result.complete(inApplication.get());
    } catch (Failure e) {
      result.completeExceptionally(e.getCause());
    } catch (ReflectiveOperationException | RuntimeException | Error e) {
      result.completeExceptionally(e);
    }
  }

  private static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    Failure(Exception cause) {
      super(cause);
    }
  }

  /** Drops the class loader, and fails unless it is collected then. */
  public void awaitCollected() {
    WeakReference<ClassLoader> dropped = new WeakReference<>(loader);
    loader = null;
    Await.until(
        "the application's class loader is collected",
        Duration.ofSeconds(10),
        () -> {
          System.gc();
          return dropped.refersTo(null);
        },
        () -> "still there");
  }
}
