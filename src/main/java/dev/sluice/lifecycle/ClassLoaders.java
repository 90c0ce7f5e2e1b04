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
}
