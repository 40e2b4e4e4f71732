package org.evenmatch.kernels.gpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.evenmatch.kernels.ActivationKind;
import org.evenmatch.kernels.WindowGeometry;

/** A layer for one batch size: what is queued for its outputs, and for its gradients. */
abstract class GpuLayer {
  private final Workbench bench;
  private final Extent extent;
  private final DeviceArray output;
  private final List<Runnable> forward = new ArrayList<>();
  private final List<Runnable> backward = new ArrayList<>();

  GpuLayer(Workbench bench, Extent extent) {
    this(bench, extent, bench.floats(extent.count()));
  }

  private GpuLayer(Workbench bench, Extent extent, DeviceArray output) {
    this.bench = bench;
    this.extent = extent;
    this.output = output;
  }

  final Workbench bench() {
    return bench;
  }

  /** The output's size. */
  final Extent extent() {
    return extent;
  }

  final DeviceArray output() {
    return output;
  }

  /** Whether it has parameters that may have to be learned. */
  boolean hasParameters() {
    return false;
  }

  /**
   * Prepares the backward pass.
   *
   * @param outputGradient the gradient by the output, which may be overwritten
   * @return the gradient by the input; empty if it is not needed
   */
  abstract Optional<DeviceArray> prepareBackward(
      DeviceArray outputGradient, boolean inputGradientNeeded);

  final void addForward(Runnable work) {
    forward.add(work);
  }

  final void addBackward(Runnable work) {
    backward.add(work);
  }

  final void forward() {
    forward.forEach(Runnable::run);
  }

  final void backward() {
    backward.forEach(Runnable::run);
  }

  /** Adds a bias for each channel and applies an activation, in place. */
  final void addBias(DeviceArray bias, ActivationKind activation) {
    addForward(
        Launch.each(
            bench.device(),
            "add_bias",
            extent.count(),
            output,
            bias,
            extent.channels(),
            extent.plane(),
            GpuActivation.number(activation)));
  }

  /** The gradient by what an activation was applied to, in place; then that of the bias. */
  final void addBiasGradient(
      DeviceArray gradient, DeviceArray biasGradient, ActivationKind activation) {
    if (activation != ActivationKind.IDENTITY) {
      addBackward(
          Launch.each(
              bench.device(),
              "activation_gradient",
              extent.count(),
              output,
              gradient,
              GpuActivation.number(activation)));
    }
    addSums(gradient, biasGradient);
  }

  private void addSums(DeviceArray values, DeviceArray sums) {
    if (extent.plane() == 1) {
      addBackward(
          Launch.blocks(
              bench.device(),
              "column_sums",
              (extent.channels() + 31) / 32,
              1,
              512,
              values,
              sums,
              extent.batch(),
              extent.channels()));
      return;
    }
    ChannelParts parts = ChannelParts.of(extent);
    DeviceArray some = bench.floats(parts.count());
    addBackward(
        parts.launch(
            bench.device(),
            "channel_parts",
            values,
            some,
            extent.batch(),
            extent.channels(),
            extent.plane()));
    addBackward(parts.added(bench.device(), some, sums));
  }

  /** A window over images of {@code extent}, as the kernels' structure has it. */
  static int[] structure(Extent extent, WindowGeometry window) {
    return new int[] {
      extent.height(),
      extent.width(),
      window.kernelHeight(),
      window.kernelWidth(),
      window.strideHeight(),
      window.strideWidth(),
      window.padTop(),
      window.padLeft(),
      window.outputHeight(),
      window.outputWidth()
    };
  }
}
