/**
 * A pool of anything that is expensive to open.
 *
 * <p>This package owns the slots and their states, the waiters and their order, the permits that
 * bound the pool, connecting with its back-off, maintenance of idle resources, and the drain. It
 * knows a resource only through {@link dev.sluice.core.ResourcePolicy}.
 *
 * <p>It imports nothing of ours, no {@code java.sql}, no logger, and does no I/O. Whoever wants to
 * watch implements {@link dev.sluice.core.PoolListener}.
 *
 * <p>Concurrency in one paragraph. Each slot has one word in {@link dev.sluice.core.SlotWords}: its
 * state, its loan, what is noted against that loan. One compare-and-set of it lends an idle
 * resource, and one gives it back. That is the whole fast path. Everything else (waiters, permits,
 * back-off, the mode) is guarded by one lock, {@link dev.sluice.core.WaitQueue#lock}, under which
 * nothing is called that could block: no policy, no listener; and nothing is done that takes longer
 * with more slots. Lost wake-ups are avoided by order: a releaser makes the slot idle and then
 * looks for waiters, a waiter joins the queue and then looks for an idle slot.
 *
 * <p>The parts, from the bottom: {@link dev.sluice.core.Slots}, {@link dev.sluice.core.WaitQueue},
 * {@link dev.sluice.core.Permits} and {@link dev.sluice.core.Replacing} hold state; {@link
 * dev.sluice.core.Disposal} closes, {@link dev.sluice.core.Lending} hands over, {@link
 * dev.sluice.core.Openings} opens; {@link dev.sluice.core.Borrowing}, {@link
 * dev.sluice.core.Maintenance} and {@link dev.sluice.core.Eviction} are what borrowers, the pool's
 * thread and undeployments do with them. {@link dev.sluice.core.Pool} wires them.
 */
@NullMarked
package dev.sluice.core;

import org.jspecify.annotations.NullMarked;
