package dev.sluice.core;

/**
 * On whose behalf a resource is borrowed: an application that uses a shared pool, or the one user
 * of a pool that is not shared. Compared by identity. Thread-safe.
 */
public final class Client {
  /** Set once, when the application ends. */
  private volatile boolean gone;

  /** The application ends: a borrower that sees it late gives back at once. */
  public void end() {
    gone = true;
  }

  /** Whether the application has ended. */
  public boolean isGone() {
    return gone;
  }
}
