package dev.sluice.lifecycle;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Questions about class loaders. */
final class ClassLoaders {
  private ClassLoaders() {}

  /** Whether one class loader is the other's child, or its child's child, and so on. */
  static boolean descends(ClassLoader child, @Nullable ClassLoader ancestor) {
    ClassLoader loader = child.getParent();
    while (loader != null) {
      if (loader == ancestor) {
        return true;
      }
      loader = loader.getParent();
    }
    return ancestor == null;
  }

  /**
   * Whether whoever has this class loader can use this very class: the class loader is a child of
   * the class's, or finds it in another way, as on Payara Micro.
   */
  static boolean sees(ClassLoader loader, Class<?> type) {
    if (descends(loader, type.getClassLoader())) {
      return true;
    }
    try {
      return Class.forName(type.getName(), false, loader) == type;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /**
   * Whether this class loader gives no class any more: its application has been stopped, or was
   * never started, as after a deployment that failed. Known of Tomcat's kind (Tomcat, TomEE,
   * Payara).
   */
  static boolean isStopped(ClassLoader loader) {
    try {
      loader.loadClass(Object.class.getName());
      return false;
    } catch (ClassNotFoundException | IllegalStateException | LinkageError e) {
      return true;
    }
  }

  /** The places from which this class loader could take a class. */
  static Set<String> places(ClassLoader loader, Class<?> type) {
    Set<String> places = new LinkedHashSet<>();
    String file = type.getName().replace('.', '/') + ".class";
    try {
      for (URL url : Collections.list(loader.getResources(file))) {
        String place = url.toString();
        places.add(place.substring(0, place.length() - file.length()));
      }
    } catch (IOException unreadable) {
      // No places then: they only serve a warning.
    }
    return places;
  }

  /**
   * The same class as other class loaders have it, among those that this one asks: from other
   * copies of its jar.
   */
  static Set<Class<?>> otherCopies(ClassLoader from, Class<?> type) {
    Set<Class<?>> copies = new LinkedHashSet<>();
    for (ClassLoader loader = from; loader != null; loader = loader.getParent()) {
      try {
        copies.add(Class.forName(type.getName(), false, loader));
      } catch (ClassNotFoundException | LinkageError none) {
        // Not from there, or not with what that copy needs.
      }
    }
    copies.remove(type);
    return copies;
  }
}
