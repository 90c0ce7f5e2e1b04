/**
 * Measures Sluice and its peers in one run, and writes the report. {@link dev.sluice.bench.Main}
 * runs what is asked for; each benchmark is a class of JMH's, also those that measure waits and put
 * their own threads to work.
 */
package dev.sluice.bench;
