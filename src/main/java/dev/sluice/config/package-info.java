/** The config layer. */
@NullMarked
package dev.sluice.config;

import org.jspecify.annotations.NullMarked;
