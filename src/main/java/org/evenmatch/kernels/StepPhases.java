package org.evenmatch.kernels;

/**
 * How one training step divided its time.
 *
 * @param forwardNanos forward pass and loss
 * @param backwardNanos gradients
 * @param optimizerNanos the parameters' update
 */
public record StepPhases(long forwardNanos, long backwardNanos, long optimizerNanos) {}
