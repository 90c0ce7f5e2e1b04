package dev.sluice.bench;

import dev.sluice.bench.peers.Peer;
import java.util.List;
import java.util.Map;

/**
 * One run of a benchmark for each of some pools.
 *
 * @param section the part of the report that it belongs to
 * @param variant what tells it from the others in its section: a row of a table
 * @param benchmark a class with one benchmark method
 * @param threads how many of JMH's threads run it
 * @param parameters values of the benchmark's parameters beside the pool
 * @param pools who takes part
 * @param newerJdk whether it needs a JDK with virtual threads
 */
record Plan(
    String section,
    String variant,
    Class<?> benchmark,
    int threads,
    Map<String, String> parameters,
    List<Peer> pools,
    boolean newerJdk) {}
