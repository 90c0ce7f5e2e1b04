package dev.sluice.servers.probe;

/** One object for each class loader that has loaded the application; counted from outside. */
public final class ClassLoaderMarker {}
