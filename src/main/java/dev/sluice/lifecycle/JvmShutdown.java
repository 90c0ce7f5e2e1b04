package dev.sluice.lifecycle;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Closes the pools that are open when the JVM ends. The hook is registered while there are such
 * pools only, so that it keeps no class loader alive longer than a pool does. Thread-safe.
 */
public final class JvmShutdown {
  /** Guarded by the class. */
  private static final Set<ManagedPool> OPEN = new LinkedHashSet<>();

  /** Guarded by the class. */
  private static @Nullable Thread hook;

  private JvmShutdown() {}

  /** Whether a hook is registered. */
  static synchronized boolean hooked() {
    return hook != null;
  }

  /** This pool is to be closed when the JVM ends. */
  public static synchronized void watch(ManagedPool pool) {
    OPEN.add(pool);
    if (hook == null) {
      Thread created = PoolThreads.named("sluice-shutdown").newThread(JvmShutdown::closeAll);
      try {
        Runtime.getRuntime().addShutdownHook(created);
        hook = created;
      } catch (IllegalStateException ending) {
        // The JVM is ending already, and the server closes what it has.
      }
    }
  }

  /** This pool is closed, or has nothing open. */
  public static synchronized void forget(ManagedPool pool) {
    OPEN.remove(pool);
    if (OPEN.isEmpty() && hook != null) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException ending) {
        // It is the hook itself that closes this pool.
      }
      hook = null;
    }
  }

  private static void closeAll() {
    List<ManagedPool> open;
    synchronized (JvmShutdown.class) {
      open = List.copyOf(OPEN);
    }
    Applications.closeAll(open);
  }
}
