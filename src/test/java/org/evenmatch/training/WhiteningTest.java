package org.evenmatch.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.data.Batch;
import org.evenmatch.data.Batches;
import org.evenmatch.data.Datasets;
import org.evenmatch.data.ImageSet;
import org.evenmatch.data.Normalization;
import org.evenmatch.definition.Activation;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Padding;
import org.evenmatch.definition.Training;
import org.evenmatch.definition.Weights;
import org.evenmatch.definition.Window;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.network.Networks;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class WhiteningTest {
  private static final ImageSet IMAGES = Datasets.glyphs().train().first(60);

  private static NetworkSpec spec(int filters) {
    return new NetworkSpec(
        "white",
        Kind.CNN,
        IMAGES.shape(),
        List.of(
            new LayerSpec.Conv(
                "conv",
                filters,
                Window.square(2, 1, Padding.VALID),
                Activation.IDENTITY,
                Weights.WHITENING),
            new LayerSpec.Output("output", 10)),
        Training.DEFAULT);
  }

  @Test
  void makesAFirstLayerOfWhichHalfIsWhiteAndHalfItsNegative() {
    Normalization normalization = Normalization.of(IMAGES);
    MultiLayerNetwork network = Networks.build(spec(8), 1);

    Whitening.set(network, spec(8), IMAGES, normalization);

    double[][] products = new double[8][8];
    long places = 0;
    try (Batches batches = new Batches(IMAGES, 10, normalization, 60, false)) {
      for (Batch batch : batches.inOrder()) {
        INDArray given = network.feedForward(batch.features(), false).get(1);
        for (int image = 0; image < 60; image++) {
          for (int row = 0; row < given.size(2); row++) {
            for (int column = 0; column < given.size(3); column++) {
              places++;
              for (int a = 0; a < 8; a++) {
                for (int b = 0; b < 8; b++) {
                  products[a][b] +=
                      given.getDouble(image, a, row, column)
                          * given.getDouble(image, b, row, column);
                }
              }
            }
          }
        }
      }
    }
    for (int a = 0; a < 8; a++) {
      for (int b = 0; b < 8; b++) {
        double expected = a % 4 != b % 4 ? 0 : a == b ? 1 : -1;
        // What is added to eigenvalues leaves the smallest below 1.
        assertThat(products[a][b] / places)
            .as("%d, %d", a, b)
            .isCloseTo(expected, within(a % 4 == b % 4 ? 0.05 : 1e-3));
      }
    }
  }

  @Test
  void takesTwoFiltersForEachValueOfAWindow() {
    assertThatThrownBy(() -> spec(6))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("8 here, but layer 'conv' has 6: write 'filters: 8'");
  }
}
