package dev.sluice.lifecycle;

import dev.sluice.jndi.PoolRegistry;
import dev.sluice.observe.Loggers;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the hooks and the lookups of one copy of these classes meet. Thread-safe.
 *
 * <p>The one static state of Sluice. It holds class loaders weakly only.
 */
public final class Applications {
  private static final Logger LOG = Loggers.of(Applications.class.getName());

  private static final PoolRegistry<ManagedPool> REGISTRY =
      new PoolRegistry<>(ManagedPool::isClosed);

  /** The application that brought these classes, by its context path; null if the server did. */
  private static volatile @Nullable String broughtBy;

  private Applications() {}

  /** An application starts; some servers start one again with the class loader that it had. */
  static void started(ClassLoader application, String path) {
    REGISTRY.applicationStarted(application);
    if (application == Applications.class.getClassLoader()) {
      REGISTRY.begin();
      broughtBy = path.isEmpty() ? "/" : path;
    }
  }

  /** The application that brought these classes; null if the server did, or it is not known. */
  static @Nullable String broughtBy() {
    return broughtBy;
  }

  /**
   * Whether the application that brought these classes has been stopped, and nobody said so: a
   * deployment that failed, on servers that call no listener then.
   */
  public static boolean isAbandoned() {
    ClassLoader own = Applications.class.getClassLoader();
    return own != null && broughtBy != null && ClassLoaders.isStopped(own);
  }

  /** For tests: as if that application had brought these classes. */
  static void broughtBy(@Nullable String path) {
    broughtBy = path;
  }

  /** The pools that lookups have built. */
  public static PoolRegistry<ManagedPool> registry() {
    return REGISTRY;
  }

  /**
   * An application has ended. Its own pools drain, unless the server closes them; what it holds of
   * shared pools is taken back, and no pool is built for it any more. Returns when all of that is
   * done: after that a server throws the application's classes away.
   *
   * @param application the application's class loader
   */
  public static void ended(ClassLoader application) {
    List<ManagedPool> own = new ArrayList<>(REGISTRY.applicationGone(application));
    boolean ownCopy = application == Applications.class.getClassLoader();
    if (ownCopy) {
      // The application brought these classes: every pool they built is its own.
      own.addAll(REGISTRY.end());
    }
    inParallel(
        own.stream().filter(pool -> !pool.isClosedByServer()).toList(),
        ManagedPool::close,
        "close");
    if (ownCopy) {
      own.forEach(ManagedPool::classesGone);
    } else {
      inParallel(REGISTRY.ofServer(), pool -> pool.userGone(application), "reclaim");
    }
  }

  /** Closes pools side by side. */
  static void closeAll(List<ManagedPool> pools) {
    inParallel(pools, ManagedPool::close, "close");
  }

  /** Each pool has its own time to drain; one after the other they would add up. */
  private static void inParallel(
      List<ManagedPool> pools, Consumer<ManagedPool> action, String what) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 1; i < pools.size(); i++) {
      ManagedPool pool = pools.get(i);
      Thread thread = PoolThreads.named("sluice-" + what).newThread(() -> run(pool, action, what));
      threads.add(thread);
      thread.start();
    }
    if (!pools.isEmpty()) {
      run(pools.get(0), action, what);
    }
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          // A drain is bounded, and what an early end would leave behind is worse than the wait.
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void run(ManagedPool pool, Consumer<ManagedPool> action, String what) {
    try {
      action.accept(pool);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, () -> "Pool " + pool.name() + " could not " + what, e);
    }
  }
}
