package dev.sluice.config;

/**
 * A value that was given for an attribute.
 *
 * @param <T> the type of the value
 * @param as the name that it was written under, as it is shown
 * @param weak whether any other value goes before this one
 */
record Given<T>(String as, T value, boolean weak) {}
