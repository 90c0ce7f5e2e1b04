/** The observe layer. */
@NullMarked
package dev.sluice.observe;

import org.jspecify.annotations.NullMarked;
