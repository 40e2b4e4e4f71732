package org.evenmatch.kernels.gpu;

/** Softmax and cross-entropy over logits {@code [batch, classes]}. */
final class GpuLoss {
  private final DeviceArray gradient;
  private final Launch compute;
  private final Launch add;

  /**
   * Prepares the loss.
   *
   * @param labels probabilities {@code [batch, classes]}
   * @param sum where the mean loss is added, 8 bytes
   */
  GpuLoss(Workbench bench, DeviceArray logits, Extent extent, DeviceArray labels, DeviceArray sum) {
    this.gradient = bench.floats(extent.count());
    DeviceArray losses = bench.floats(extent.batch());
    this.compute =
        Launch.over(
            bench.device(),
            "softmax_loss",
            extent.batch(),
            logits,
            labels,
            gradient,
            losses,
            extent.batch(),
            extent.channels());
    this.add = Launch.blocks(bench.device(), "add_mean", 1, 1, 256, losses, sum, extent.batch());
  }

  /** The gradient of the mean loss by the logits. */
  DeviceArray gradient() {
    return gradient;
  }

  void run() {
    compute.run();
    add.run();
  }
}
