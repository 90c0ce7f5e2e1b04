/** The postgres layer. */
@NullMarked
package dev.sluice.postgres;

import org.jspecify.annotations.NullMarked;
