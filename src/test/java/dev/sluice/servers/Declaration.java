package dev.sluice.servers;

/** Who declares the pool. */
public enum Declaration {
  /** The application, in a descriptor of its own. */
  APPLICATION("the application"),
  /** The server, for all its applications. */
  SERVER("the server");

  private final String label;

  Declaration(String label) {
    this.label = label;
  }

  /** As people call it. */
  @Override
  public String toString() {
    return label;
  }
}
