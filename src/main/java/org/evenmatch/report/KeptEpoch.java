package org.evenmatch.report;

/**
 * The epoch whose parameters were kept of a training.
 *
 * @param seed the training's
 * @param epoch 1 for the first
 */
public record KeptEpoch(long seed, int epoch) {}
