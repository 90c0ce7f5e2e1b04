package com.ibm.ws.classloading;

import dev.sluice.testing.SecondCopy;

/** Loads Sluice as a library of Open Liberty does: known as such by its package. */
public final class LibraryLoader extends SecondCopy {
  /** A library with Sluice's classes, which are read from there. */
  public LibraryLoader(ClassLoader parent) {
    super(parent);
  }
}
