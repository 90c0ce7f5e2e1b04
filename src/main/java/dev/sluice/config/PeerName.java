package dev.sluice.config;

import java.util.function.Predicate;

/**
 * A name of another pool that is no attribute here.
 *
 * @param name the name, in its exact case
 * @param origin the pools that know it
 * @param instead what happens instead, where it is accepted; empty if it never is
 * @param refusal why it is refused, and what to do; empty if it never is
 * @param refused the values with which it is refused
 */
public record PeerName(
    String name, String origin, String instead, String refusal, Predicate<String> refused) {}
