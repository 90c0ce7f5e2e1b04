package dev.sluice.jndi;

/** Whose end is a pool's end. */
public sealed interface Owner {
  /**
   * An application: the pool ends when it is undeployed.
   *
   * @param loader the application's class loader, which is its identity on every server
   */
  record Application(ClassLoader loader) implements Owner {}

  /** The server, or the only application that sees these classes: the pool ends with them. */
  record Server() implements Owner {}
}
