package org.evenmatch.kernels.gpu;

import java.util.Optional;
import org.evenmatch.kernels.ActivationKind;

/**
 * Batch normalisation per channel (Ioffe and Szegedy, 2015) with the activation behind it, if there
 * is one. In training the batch's own mean and variance are used and the running ones follow them;
 * in inference the running ones are used.
 *
 * <p>cuDNN's takes two to four times as long for images as they lie here.
 */
final class GpuNormalization extends GpuLayer {
  private final DeviceArray input;
  private final Parameters parameters;
  private final ActivationKind activation;
  private final DeviceArray inverseDeviation;
  private final DeviceArray mean;

  /**
   * A layer's parameters, {@code [channels]} each.
   *
   * @param decay how much of the running statistics stays at each step
   * @param epsilon added to the variance
   */
  record Parameters(
      DeviceArray scale,
      DeviceArray shift,
      DeviceArray scaleGradient,
      DeviceArray shiftGradient,
      DeviceArray runningMean,
      DeviceArray runningVariance,
      double decay,
      double epsilon) {}

  /**
   * Prepares the forward pass.
   *
   * @param activation one that works in place
   */
  GpuNormalization(
      Workbench bench,
      DeviceArray input,
      Extent from,
      Parameters parameters,
      ActivationKind activation) {
    super(bench, from);
    this.input = input;
    this.parameters = parameters;
    this.activation = activation;
    this.inverseDeviation = bench.floats(from.channels());
    this.mean = bench.isTraining() ? bench.floats(from.channels()) : parameters.runningMean();
    if (bench.isTraining()) {
      addMoments();
    } else {
      addForward(
          Launch.over(
              bench.device(),
              "inverse_deviations",
              from.channels(),
              parameters.runningVariance(),
              inverseDeviation,
              (float) parameters.epsilon(),
              from.channels()));
    }
    addForward(
        Launch.each(
            bench.device(),
            "normalized",
            from.count(),
            input,
            output(),
            mean,
            inverseDeviation,
            parameters.scale(),
            parameters.shift(),
            from.channels(),
            from.plane(),
            GpuActivation.number(activation)));
  }

  private void addMoments() {
    ChannelParts parts = ChannelParts.of(extent());
    DeviceArray sums = bench().floats(parts.count());
    DeviceArray squares = bench().floats(parts.count());
    addForward(
        parts.launch(
            bench().device(),
            "moment_parts",
            input,
            sums,
            squares,
            extent().batch(),
            extent().channels(),
            extent().plane()));
    addForward(
        Launch.over(
            bench().device(),
            "moments",
            extent().channels(),
            input,
            sums,
            squares,
            parts.perChannel(),
            mean,
            inverseDeviation,
            parameters.runningMean(),
            parameters.runningVariance(),
            (float) parameters.decay(),
            (float) parameters.epsilon(),
            extent().batch() * extent().plane(),
            extent().plane(),
            extent().channels()));
  }

  @Override
  boolean hasParameters() {
    return true;
  }

  @Override
  Optional<DeviceArray> prepareBackward(DeviceArray outputGradient, boolean inputGradientNeeded) {
    ChannelParts parts = ChannelParts.of(extent());
    DeviceArray sums = bench().floats(parts.count());
    DeviceArray products = bench().floats(parts.count());
    addBackward(
        parts.launch(
            bench().device(),
            "normalized_parts",
            input,
            output(),
            outputGradient,
            mean,
            inverseDeviation,
            sums,
            products,
            extent().batch(),
            extent().channels(),
            extent().plane(),
            GpuActivation.number(activation)));
    addBackward(parts.added(bench().device(), sums, parameters.shiftGradient()));
    addBackward(parts.added(bench().device(), products, parameters.scaleGradient()));
    if (!inputGradientNeeded) {
      return Optional.empty();
    }
    addBackward(
        Launch.each(
            bench().device(),
            "normalized_gradient",
            extent().count(),
            input,
            output(),
            outputGradient,
            mean,
            inverseDeviation,
            parameters.scale(),
            parameters.shiftGradient(),
            parameters.scaleGradient(),
            outputGradient,
            (float) extent().batch() * extent().plane(),
            extent().channels(),
            extent().plane(),
            GpuActivation.number(activation)));
    return Optional.of(outputGradient);
  }
}
