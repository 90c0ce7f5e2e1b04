/**
 * A pool of anything that is dear to open.
 *
 * <p>This package owns the slots and their states, the waiters and their order, the permits that
 * bound the pool, connecting with its back-off, maintenance of idle resources, and the drain. It
 * knows a resource only through {@link dev.sluice.core.ResourcePolicy}.
 *
 * <p>It imports nothing of ours, no {@code java.sql}, no logger, and does no I/O. Whoever wants to
 * watch implements {@link dev.sluice.core.PoolListener}.
 *
 * <p>Concurrency in one paragraph. Each slot has a word in {@link dev.sluice.core.Loans} that says
 * whose it is and counts its loans; one compare-and-set of it lends an idle resource, and one gives
 * it back. That is the whole fast path. Everything else (waiters, permits, back-off, the mode) is
 * guarded by one lock, {@link dev.sluice.core.WaitQueue#lock}, under which nothing is called that
 * could block: no policy, no listener. Lost wake-ups are avoided by order: a releaser makes the
 * slot idle and then looks for waiters, a waiter joins the queue and then looks for an idle slot.
 */
@NullMarked
package dev.sluice.core;

import org.jspecify.annotations.NullMarked;
