package org.evenmatch.training;

/**
 * One point of a learning curve.
 *
 * @param seed the run's seed
 * @param epoch 1 for the first
 * @param loss mean training loss over the epoch's batches
 * @param trainAccuracy accuracy on the first training images, at most 10,000, after the epoch
 * @param testAccuracy accuracy on all test images after the epoch
 * @param seconds time spent in training steps since the start, without evaluation
 */
public record EpochResult(
    long seed, int epoch, double loss, double trainAccuracy, double testAccuracy, double seconds) {}
