/** The core layer. */
@NullMarked
package dev.sluice.core;

import org.jspecify.annotations.NullMarked;
