/**
 * A driver that does nothing, so that what is measured is the pool. Its classes are abstract and
 * say what pools ask for; the rest of JDBC, which answers zero, false or null, is generated when
 * the first connection is made.
 */
package dev.sluice.bench.stub;
