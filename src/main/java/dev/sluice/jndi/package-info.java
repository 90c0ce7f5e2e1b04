/**
 * What a server hands to an object factory, and what it gets for it.
 *
 * <p>This package owns the reading of a JNDI {@code Reference} (or of the environment, where a
 * server passes the attributes there), and the registry that makes a lookup idempotent. It imports
 * {@code config} alone. It opens nothing, and trusts no {@code Reference}: JNDI injection reaches
 * every object factory on the class path.
 */
@NullMarked
package dev.sluice.jndi;

import org.jspecify.annotations.NullMarked;
