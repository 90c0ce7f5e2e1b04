package dev.sluice.lifecycle;

import java.security.AccessControlContext;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.security.ProtectionDomain;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes daemon threads that hold nothing of the thread that asks for them: not its context class
 * loader, not its inheritable thread locals, not its access control context, each of which would
 * keep an application's classes alive for as long as the thread lives; nor its priority.
 * Thread-safe.
 */
public final class PoolThreads implements ThreadFactory {
  private final String prefix;
  private final AtomicInteger count = new AtomicInteger();

  private PoolThreads(String prefix) {
    this.prefix = prefix;
  }

  /**
   * A factory.
   *
   * @param prefix how the threads' names begin; a number follows
   */
  public static PoolThreads named(String prefix) {
    return new PoolThreads(prefix);
  }

  @Override
  @SuppressWarnings("ThreadPriorityCheck") // not to rely on one, but not to inherit one
  public Thread newThread(Runnable task) {
    Thread thread = inNobodysContext(task, prefix + '-' + count.incrementAndGet());
    thread.setDaemon(true);
    thread.setPriority(Thread.NORM_PRIORITY);
    thread.setContextClassLoader(PoolThreads.class.getClassLoader());
    return thread;
  }

  /** Until JDK 23 a thread keeps the protection domains of all callers of its constructor. */
  @SuppressWarnings("removal")
  private static Thread inNobodysContext(Runnable task, String name) {
    AccessControlContext nobody = new AccessControlContext(new ProtectionDomain[0]);
    PrivilegedAction<Thread> make = () -> new Thread(null, task, name, 0, false);
    return AccessController.doPrivileged(make, nobody);
  }
}
