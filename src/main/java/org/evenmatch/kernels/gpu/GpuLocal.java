package org.evenmatch.kernels.gpu;

import java.util.Optional;
import org.evenmatch.kernels.ActivationKind;
import org.evenmatch.kernels.WindowGeometry;
import org.evenmatch.kernels.gpu.MatrixProduct.Matrix;

/**
 * A locally connected layer with bias and activation, one matrix product for each place of the
 * window: {@code [batch, channels, n, n] → [batch, filters, n', n']}.
 *
 * <p>As Deeplearning4j's {@code LocallyConnected2D} computes it, whose maps come out transposed.
 */
final class GpuLocal extends GpuLayer {
  private final Extent from;
  private final Weights weights;
  private final WindowGeometry window;
  private final ActivationKind activation;
  private final int places;
  private final int fanIn;
  private final DeviceArray rows;
  private final Matrix patches;
  private final Matrix kernel;

  /** Prepares the forward pass. */
  GpuLocal(
      Workbench bench,
      DeviceArray input,
      Extent from,
      Weights weights,
      int filters,
      WindowGeometry window,
      ActivationKind activation) {
    super(bench, new Extent(from.batch(), filters, window.outputHeight(), window.outputWidth()));
    this.from = from;
    this.weights = weights;
    this.window = window;
    this.activation = activation;
    this.places = extent().plane();
    this.fanIn = from.channels() * window.kernelHeight() * window.kernelWidth();
    long patchCount = (long) places * from.batch() * fanIn;
    this.patches = Matrix.of(bench.floats(patchCount), from.batch(), fanIn);
    this.kernel = Matrix.of(weights.weights(), fanIn, filters);
    this.rows = bench.floats(extent().count());
    addForward(
        Launch.each(
            bench.device(),
            "patches",
            patchCount,
            input,
            patches.values(),
            structure(from, window),
            from.batch(),
            from.channels()));
    addForward(new MatrixProduct(bench, patches, kernel, rows, places));
    addForward(transposed(rows, output(), places, from.batch() * filters));
    addBias(weights.bias(), activation);
  }

  private Launch transposed(DeviceArray matrix, DeviceArray to, int height, int width) {
    return Launch.blocks(
        bench().device(),
        "transpose",
        (width + 31) / 32,
        (height + 31) / 32,
        256,
        matrix,
        to,
        height,
        width);
  }

  @Override
  boolean hasParameters() {
    return true;
  }

  @Override
  Optional<DeviceArray> prepareBackward(DeviceArray outputGradient, boolean inputGradientNeeded) {
    addBiasGradient(outputGradient, weights.biasGradient(), activation);
    // The products by place are no longer needed where they lie.
    addBackward(transposed(outputGradient, rows, extent().batch() * extent().channels(), places));
    Matrix gradient = Matrix.of(rows, extent().batch(), extent().channels());
    addBackward(
        new MatrixProduct(bench(), patches.flipped(), gradient, weights.weightGradient(), places));
    if (!inputGradientNeeded) {
      return Optional.empty();
    }
    // Nor is what the windows saw.
    addBackward(new MatrixProduct(bench(), gradient, kernel.flipped(), patches.values(), places));
    DeviceArray inputGradient = bench().floats(from.count());
    addBackward(
        Launch.each(
            bench().device(),
            "patches_gradient",
            from.count(),
            patches.values(),
            inputGradient,
            structure(from, window),
            from.batch(),
            from.channels()));
    return Optional.of(inputGradient);
  }
}
