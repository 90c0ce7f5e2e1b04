package dev.sluice.jndi;

import org.jspecify.annotations.Nullable;

/** Where it is of no use to anybody that a factory throws. */
public final class LostFailures {
  private static final String LIBERTY_CLASS_LOADERS = "com.ibm.ws.classloading.";

  private LostFailures() {}

  /**
   * Whether what this factory throws reaches nobody who asked for the resource.
   *
   * <p>Open Liberty drops it, and gives the application the bare {@link javax.naming.Reference} in
   * place of the resource. It takes factories from its libraries only, so the kind of class loader
   * tells, whichever way a lookup came.
   *
   * <p>WildFly calls the factory for each binding when somebody lists the tree, and a listing that
   * meets an exception fails as a whole. It does so with the factory's own class loader as the
   * context; for a lookup the context is the application's.
   *
   * @param object what the factory was called with
   * @param factory the class loader of the factory's class
   * @param context the context class loader of the call, or null
   */
  public static boolean at(
      @Nullable Object object, @Nullable ClassLoader factory, @Nullable ClassLoader context) {
    return isOfLiberty(factory) || (object instanceof String && context == factory);
  }

  private static boolean isOfLiberty(@Nullable ClassLoader loader) {
    Class<?> kind = loader == null ? null : loader.getClass();
    while (kind != null && !kind.getName().startsWith(LIBERTY_CLASS_LOADERS)) {
      kind = kind.getSuperclass();
    }
    return kind != null;
  }
}
