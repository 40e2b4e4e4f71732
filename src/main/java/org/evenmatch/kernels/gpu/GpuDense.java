package org.evenmatch.kernels.gpu;

import java.util.Optional;
import org.evenmatch.kernels.ActivationKind;
import org.evenmatch.kernels.gpu.MatrixProduct.Matrix;

/** A dense layer with bias and activation: {@code [batch, inputs] → [batch, units]}. */
final class GpuDense extends GpuLayer {
  private final Weights weights;
  private final ActivationKind activation;
  private final Matrix input;
  private final Matrix kernel;
  private final long inputCount;

  /** Prepares the forward pass. */
  GpuDense(
      Workbench bench,
      DeviceArray input,
      Extent from,
      Weights weights,
      int units,
      ActivationKind activation) {
    super(bench, new Extent(from.batch(), units, 1, 1));
    this.weights = weights;
    this.activation = activation;
    this.input = Matrix.of(input, from.batch(), from.values());
    this.inputCount = from.count();
    this.kernel = Matrix.of(weights.weights(), units, from.values());
    addForward(new MatrixProduct(bench, this.input, kernel.flipped(), output(), 1));
    addBias(weights.bias(), activation);
  }

  @Override
  boolean hasParameters() {
    return true;
  }

  @Override
  Optional<DeviceArray> prepareBackward(DeviceArray outputGradient, boolean inputGradientNeeded) {
    addBiasGradient(outputGradient, weights.biasGradient(), activation);
    Matrix gradient = Matrix.of(outputGradient, extent().batch(), extent().channels());
    addBackward(new MatrixProduct(bench(), gradient.flipped(), input, weights.weightGradient(), 1));
    if (!inputGradientNeeded) {
      return Optional.empty();
    }
    DeviceArray inputGradient = bench().floats(inputCount);
    addBackward(new MatrixProduct(bench(), gradient, kernel, inputGradient, 1));
    return Optional.of(inputGradient);
  }
}
