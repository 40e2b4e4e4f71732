package org.evenmatch.network;

import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Weights;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Sets weights that begin otherwise than by Deeplearning4j's own initialisations. */
final class FirstWeights {
  private FirstWeights() {}

  static void set(MultiLayerNetwork network, NetworkSpec spec, long seed) {
    List<LayerSpec> layers = spec.layers();
    for (LayerSpec layer : layers) {
      if (layer instanceof LayerSpec.Conv conv && conv.weights() == Weights.DIRAC) {
        setDirac(Networks.weights(network, conv.name()));
      }
    }
    SparseWeights.of(network, spec, seed).ifPresent(FirstWeights::begin);
    double scale = spec.training().outputScale();
    if (scale < 1) {
      Networks.weights(network, layers.get(layers.size() - 1).name()).muli(scale);
    }
  }

  private static void begin(SparseWeights sparse) {
    sparse.begin();
    sparse.close();
  }

  /** Filter i gives channel i, as far as there are both: {@code [filters, channels, h, w]}. */
  private static void setDirac(INDArray weights) {
    long filters = Math.min(weights.size(0), weights.size(1));
    for (long filter = 0; filter < filters; filter++) {
      for (long channel = 0; channel < weights.size(1); channel++) {
        for (long row = 0; row < weights.size(2); row++) {
          for (long column = 0; column < weights.size(3); column++) {
            boolean centre = row == weights.size(2) / 2 && column == weights.size(3) / 2;
            weights.putScalar(
                new long[] {filter, channel, row, column}, centre && channel == filter ? 1 : 0);
          }
        }
      }
    }
  }
}
