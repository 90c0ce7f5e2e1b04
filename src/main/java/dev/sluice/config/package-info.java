/**
 * The settings of a pool: from the text that an administrator wrote to typed, checked values.
 *
 * <p><b>Owns</b> the one table of attributes ({@link dev.sluice.config.AttributeTable}), from which
 * parsing, validation, the error messages and the README's table come; the names that other pools
 * use for the same things ({@link dev.sluice.config.PeerNames}); the allow-list of pgjdbc
 * properties ({@link dev.sluice.config.PgProperties}); the two notations of a database's URL; and
 * {@link dev.sluice.config.Secret}, the type of what must never be shown.
 *
 * <p><b>The way in</b> is {@link dev.sluice.config.Settings#parse(String, java.util.Map)}: text
 * comes in as a map, {@link dev.sluice.config.Settings} come out, or one {@link
 * dev.sluice.config.InvalidSettingsException} with everything that is wrong. Whoever has typed
 * values (a builder) writes them as text into such a map, so that there is one set of rules.
 *
 * <p><b>May import</b> the JDK's {@code java.base} and nothing else: nothing of ours, no driver, no
 * {@code java.sql}.
 *
 * <p><b>Never</b> opens a file or a socket, looks up a name, loads a class, logs, or shows a
 * secret; never puts one value in the place of another without a note that says so.
 *
 * <p>All its public types are immutable and safe for use by many threads.
 */
@NullMarked
package dev.sluice.config;

import org.jspecify.annotations.NullMarked;
