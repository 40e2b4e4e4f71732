package org.evenmatch.report;

/**
 * A training that came to nothing.
 *
 * @param seed the training's
 * @param error why
 */
public record FailedSeed(long seed, String error) {}
