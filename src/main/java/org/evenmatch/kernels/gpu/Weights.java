package org.evenmatch.kernels.gpu;

/**
 * A layer's parameters and their gradients, in the order in which Deeplearning4j has them.
 *
 * @param weights {@code [filters, channels, height, width]}, {@code [units, inputs]} or {@code
 *     [places, channels, positions, filters]}
 * @param bias {@code [filters]} or {@code [units]}
 * @param weightGradient as {@code weights}
 * @param biasGradient as {@code bias}
 */
record Weights(
    DeviceArray weights, DeviceArray bias, DeviceArray weightGradient, DeviceArray biasGradient) {}
