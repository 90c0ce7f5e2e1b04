package dev.sluice.lifecycle;

import dev.sluice.jndi.Owner;
import dev.sluice.jndi.ResourceAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Finds whose end is a pool's end, from what a lookup shows. The context class loader of a lookup
 * is the application's on every server that was tried.
 */
public final class OwnerFinder {
  private static final String[] OF_AN_APPLICATION = {"java:app/", "java:module/", "java:comp/"};

  private OwnerFinder() {}

  /**
   * The owner of what a lookup builds. If an application brought these classes, everything ends
   * with it anyway, and the answer is {@link Owner.Server}. If the server brought them, a resource
   * belongs to the application whose own descriptor declares it.
   *
   * @param asked what was looked up
   * @param context the context class loader of the lookup, or null
   * @throws MisplacedJarException if an application brought these classes and the server declares
   *     the resource: the first application's classes would serve them all
   */
  public static Owner find(ResourceAttributes asked, @Nullable ClassLoader context) {
    boolean declaredByServer = asked.declared() == ResourceAttributes.Declared.BY_SERVER;
    if (declaredByServer && context == OwnerFinder.class.getClassLoader()) {
      throw new MisplacedJarException(asked.resource(), Applications.broughtBy());
    }
    if (declaredByServer || context == null || !isApplication(context)) {
      return new Owner.Server();
    }
    boolean declaredByApplication = asked.declared() == ResourceAttributes.Declared.BY_APPLICATION;
    for (String prefix : OF_AN_APPLICATION) {
      declaredByApplication |= asked.resource().startsWith(prefix);
    }
    return declaredByApplication ? new Owner.Application(context) : new Owner.Server();
  }

  /**
   * Whether this class loader is one of an application that did not bring these classes itself.
   *
   * @param context the context class loader of a thread
   */
  public static boolean isApplication(ClassLoader context) {
    ClassLoader own = OwnerFinder.class.getClassLoader();
    return context != own && ClassLoaders.sees(context, OwnerFinder.class);
  }
}
