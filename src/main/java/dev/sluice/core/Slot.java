package dev.sluice.core;

/** The place in the pool that one resource lives in. */
public final class Slot<R> {
  private final R resource;

  /** For tests of the layers above: a slot of no pool. */
  public Slot(R resource) {
    this.resource = resource;
  }

  /** The resource in this slot; never null while the slot is lent. */
  public R resource() {
    return resource;
  }
}
