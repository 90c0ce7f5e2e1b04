package dev.sluice.jndi;

import org.jspecify.annotations.Nullable;

/** Where it is of no use to a reader that a factory throws. */
public final class LostFailures {
  private static final String LIBERTY_CLASS_LOADERS = "com.ibm.ws.classloading.";

  private LostFailures() {}

  /**
   * Whether the server drops what this factory throws, and gives the application the bare {@link
   * javax.naming.Reference} in place of the resource, as Open Liberty does. It takes factories from
   * its libraries only, so the kind of class loader tells, whichever way a lookup came.
   *
   * @param factory the class loader of the factory's class
   */
  public static boolean at(@Nullable ClassLoader factory) {
    if (factory == null) {
      return false;
    }
    Class<?> kind = factory.getClass();
    while (kind != null && !kind.getName().startsWith(LIBERTY_CLASS_LOADERS)) {
      kind = kind.getSuperclass();
    }
    return kind != null;
  }
}
