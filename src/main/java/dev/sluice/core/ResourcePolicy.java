package dev.sluice.core;

/**
 * What the pool must be told of the things it pools. A method may block, unless it says otherwise:
 * the pool calls none of them under a lock, and {@link #cut} ends a call that takes too long.
 * Whatever is thrown counts as a failure of the resource. Implementations are thread-safe.
 *
 * @param <R> the resource
 */
public interface ResourcePolicy<R> {
  /** What a look at an idle resource says. */
  enum Verdict {
    /** Lend it. */
    LEND,
    /** Only {@link #test} can tell. */
    TEST,
    /** It is dead. */
    DISCARD
  }

  /**
   * Opens a resource. On a thread of the pool.
   *
   * @throws Exception when it can't; a permanent {@link OpenFailure} among the causes means that
   *     waiting will not help
   */
  R open() throws Exception;

  /**
   * Ends the attempts to open that are under way, and lets no new one begin: the pool drains, and
   * nobody would get what they open. Never blocks, never throws.
   */
  default void stopOpening() {}

  /** Looks at an idle resource without waiting for anything. On the borrower's thread. */
  Verdict look(R resource);

  /**
   * Asks the resource whether it lives.
   *
   * @param timeoutNanos how long that may take, in nanoseconds, at least 1
   */
  boolean test(R resource, long timeoutNanos);

  /**
   * Makes a returned resource fit for the next borrower, where that takes time. On a thread of the
   * pool.
   *
   * @return false if it must be discarded
   */
  boolean refresh(R resource);

  /** Ends what the resource is doing at the moment, and leaves it open. */
  void cancel(R resource);

  /**
   * Ends the resource at once, whoever is in it: every call into it that is under way fails soon.
   * Comes before {@link #close}, from any thread, more than once perhaps. Never blocks.
   */
  void cut(R resource);

  /**
   * The pool took the resource away from its holder, for good: whatever he does with it from now on
   * is to fail. Comes before {@link #close}. Never blocks, never throws.
   *
   * @param reason completes a sentence that begins with "the pool took it back:"
   */
  default void revoked(R resource, String reason) {}

  /**
   * Closes the resource.
   *
   * @param broken whether it is known not to answer, so that there is no use in being polite
   */
  void close(R resource, boolean broken);

  /**
   * The pool's own thread has looked at its slots, as it does about once a second: the moment to
   * see whether anybody is left who could use the pool. Never blocks.
   */
  default void lookedAround() {}

  /** A failure to open that says what to expect of another attempt. */
  interface OpenFailure {
    /** Whether no repetition will mend it by itself: a wrong password, say. */
    boolean permanent();
  }
}
