/**
 * Who owns a pool, who uses it, and what happens at undeploy and at the JVM's end.
 *
 * <p>This package owns the hooks by which servers tell that an application ends (a servlet
 * initializer with its listener, a CDI extension, the same listener to be declared by hand, the
 * JVM's shutdown), the rule by which a lookup's owner is found, the list of a shared pool's users,
 * and the threads that hold nothing of anybody. It imports {@code jndi} for the registry and {@code
 * observe} for loggers. It knows a pool only as {@link dev.sluice.lifecycle.ManagedPool}.
 *
 * <p>An application's identity is its class loader. It is held weakly, always.
 */
@NullMarked
package dev.sluice.lifecycle;

import org.jspecify.annotations.NullMarked;
