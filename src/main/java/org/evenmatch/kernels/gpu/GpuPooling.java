package org.evenmatch.kernels.gpu;

import java.util.Optional;
import org.evenmatch.kernels.WindowGeometry;

/** The largest or the mean of each window. */
final class GpuPooling extends GpuLayer {
  private final Extent from;
  private final boolean largest;
  private final WindowGeometry window;
  private final DeviceArray where;

  /** Prepares the forward pass. */
  GpuPooling(
      Workbench bench, DeviceArray input, Extent from, boolean largest, WindowGeometry window) {
    super(
        bench,
        new Extent(from.batch(), from.channels(), window.outputHeight(), window.outputWidth()));
    this.from = from;
    this.largest = largest;
    this.window = window;
    this.where = bench.bytes(largest ? extent().count() * Integer.BYTES : 0);
    int[] structure = structure(from, window);
    long count = extent().count();
    addForward(
        largest
            ? Launch.each(bench.device(), "max_pool", count, input, output(), where, structure)
            : Launch.each(bench.device(), "mean_pool", count, input, output(), structure));
  }

  @Override
  Optional<DeviceArray> prepareBackward(DeviceArray outputGradient, boolean inputGradientNeeded) {
    if (!inputGradientNeeded) {
      return Optional.empty();
    }
    DeviceArray gradient = bench().floats(from.count());
    int[] structure = structure(from, window);
    Device device = bench().device();
    addBackward(
        largest
            ? Launch.each(
                device,
                "max_pool_gradient",
                from.count(),
                outputGradient,
                where,
                gradient,
                structure)
            : Launch.each(
                device, "mean_pool_gradient", from.count(), outputGradient, gradient, structure));
    return Optional.of(gradient);
  }
}
