/**
 * Tells what a pool does: log lines, and the loggers for them. Listeners on the core, which never
 * imports them.
 *
 * <p>This package imports {@code core}. It never shows a secret: what it is given has none.
 */
@NullMarked
package dev.sluice.observe;

import org.jspecify.annotations.NullMarked;
