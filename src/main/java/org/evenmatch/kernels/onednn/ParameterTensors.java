package org.evenmatch.kernels.onednn;

/**
 * A layer's parameters and their gradients, over the memory of the network that owns them.
 *
 * @param weights {@code [filters, channels, height, width]} or {@code [units, inputs]}, plain
 * @param bias {@code [filters]} or {@code [units]}
 * @param weightGradient as {@code weights}
 * @param biasGradient as {@code bias}
 */
public record ParameterTensors(
    Tensor weights, Tensor bias, Tensor weightGradient, Tensor biasGradient) {}
