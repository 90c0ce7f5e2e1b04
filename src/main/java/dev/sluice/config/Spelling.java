package dev.sluice.config;

/**
 * One name under which an attribute may be written, with that name's own unit and meaning.
 *
 * @param <T> the type of the attribute's value
 * @param name the name, in its exact case
 * @param origin the pools that know this name
 * @param meaning the unit and the special values under this name; empty if there are none
 * @param reader makes the value
 */
public record Spelling<T>(String name, String origin, String meaning, Reading.Reader<T> reader) {}
