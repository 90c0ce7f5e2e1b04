/** The jndi layer. */
@NullMarked
package dev.sluice.jndi;

import org.jspecify.annotations.NullMarked;
