/** Sluice: a PostgreSQL connection pool that a Jakarta EE server builds from its configuration. */
@NullMarked
package dev.sluice;

import org.jspecify.annotations.NullMarked;
