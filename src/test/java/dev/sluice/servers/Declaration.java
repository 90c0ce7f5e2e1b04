package dev.sluice.servers;

/** Who declares the pool. The files of {@code server-config/} hold one pool for each. */
public enum Declaration {
  /** The application, in a descriptor of its own. */
  APPLICATION("the application", "app", 10),
  /** The server, for all its applications. */
  SERVER("the server", "shared", 20);

  private final String label;
  private final String pool;
  private final int maxSize;

  Declaration(String label, String pool, int maxSize) {
    this.label = label;
    this.pool = pool;
    this.maxSize = maxSize;
  }

  /** The pool as it stands in the file. */
  public PoolDeclaration pool() {
    return PoolDeclaration.asWritten(pool);
  }

  /** The {@code maxSize} that the file says. */
  public int maxSize() {
    return maxSize;
  }

  /** As people call it. */
  @Override
  public String toString() {
    return label;
  }
}
