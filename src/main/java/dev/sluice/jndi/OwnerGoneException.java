package dev.sluice.jndi;

/** A pool was asked for on behalf of an application that has been undeployed. */
public final class OwnerGoneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OwnerGoneException() {
    super("the application was undeployed: no pool is built for it any more");
  }
}
