package dev.sluice.lifecycle;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Loads every class that these classes are or name, so that nothing has to be loaded any more when
 * a pool drains: an application's jar may be deleted before that, and servers stop its class
 * loader. Thread-safe.
 */
public final class Preload {
  /** Written by the build, beside this class. */
  private static final String INDEX = "preload.txt";

  private static final String OURS = "dev.sluice.";

  private static final AtomicBoolean DONE = new AtomicBoolean();

  private Preload() {}

  /** Loads them, at the first call; what is not there, or can't be used, is passed over. */
  public static void classes() {
    if (DONE.get() || !DONE.compareAndSet(false, true)) {
      return;
    }
    ClassLoader own = Preload.class.getClassLoader();
    try (InputStream index = Preload.class.getResourceAsStream(INDEX)) {
      if (index == null) {
        return;
      }
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(index, StandardCharsets.UTF_8));
      for (String name = lines.readLine(); name != null; name = lines.readLine()) {
        load(name, own);
      }
    } catch (IOException unreadable) {
      // As without an index: classes are loaded when they are needed.
    }
  }

  /** Our own are linked as well. */
  private static void load(String name, ClassLoader loader) {
    try {
      Class.forName(name, name.startsWith(OURS), loader);
    } catch (ClassNotFoundException | LinkageError none) {
      // A class of an optional dependency.
    }
  }
}
