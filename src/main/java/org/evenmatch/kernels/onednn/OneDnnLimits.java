package org.evenmatch.kernels.onednn;

import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.kernels.Supported;

/** What oneDNN cannot do of what kernels can be written for. */
final class OneDnnLimits {
  private OneDnnLimits() {}

  /** The first thing that the kernels cannot do; empty if they can do all. */
  static Optional<String> problem(MultiLayerNetwork network) {
    return Supported.problem(network, OneDnnLimits::layerProblem);
  }

  private static Optional<String> layerProblem(Layer layer) {
    if (layer instanceof ConvolutionLayer conv
        && !(layer instanceof SubsamplingLayer)
        && isStridedPoint(conv)) {
      return Optional.of("1×1 windows with a stride, where oneDNN overruns its memory");
    }
    return layer instanceof LocallyConnected2D local && reaches(local)
        ? Optional.of("locally connected layers of another kind")
        : Optional.empty();
  }

  /**
   * In 2.5.2 the weights' gradient is written past the end. 3.13 crashes with AVX2 within a minute
   * of training random networks that have them; with AVX-512 it did not in 3,400.
   */
  private static boolean isStridedPoint(ConvolutionLayer conv) {
    int[] kernel = conv.getKernelSize();
    int[] stride = conv.getStride();
    return kernel[0] == 1 && kernel[1] == 1 && (stride[0] > 1 || stride[1] > 1);
  }

  /** Where steps of the last window reach over the border, oneDNN finds no room for them. */
  private static boolean reaches(LocallyConnected2D local) {
    return local.getOutputSize()[0] * local.getStride()[0] > local.getInputSize()[0];
  }
}
