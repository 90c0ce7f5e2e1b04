/** The pools that are compared, each at its recommended settings and with equal guarantees. */
package dev.sluice.bench.peers;
