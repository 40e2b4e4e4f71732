package org.evenmatch.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.data.ImageSet;
import org.evenmatch.data.Normalization;
import org.evenmatch.definition.Shape;
import org.evenmatch.definition.TestViews;
import org.evenmatch.kernels.InertRunner;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class ClassifierTest {
  /** Finds class 1 as probable as the first pixel is bright, and class 0 else. */
  private static final class FirstPixel extends InertRunner {
    @Override
    public float[] probabilities(INDArray features) {
      float[] probabilities = new float[2 * (int) features.size(0)];
      for (int i = 0; i < features.size(0); i++) {
        float bright = features.getFloat(i, 0) > 0 ? 0.9f : 0.3f;
        probabilities[2 * i] = 1 - bright;
        probabilities[(2 * i) + 1] = bright;
      }
      return probabilities;
    }

    @Override
    public int[] classify(INDArray features) {
      int[] classes = new int[(int) features.size(0)];
      for (int i = 0; i < classes.length; i++) {
        classes[i] = features.getFloat(i, 0) > 0 ? 1 : 0;
      }
      return classes;
    }
  }

  private static MultiLayerNetwork anyNetwork() {
    return new MultiLayerNetwork(
        new NeuralNetConfiguration.Builder()
            .list(new OutputLayer.Builder().nIn(2).nOut(2).build())
            .build());
  }

  @Test
  void takesTheMeanLogitsOfTheViewsOfEachImage() {
    // Bright on both sides, on the right, nowhere.
    ImageSet images =
        new ImageSet(
            Shape.image(1, 2, 1), new byte[] {100, 100, 0, 100, 0, 0}, new int[] {1, 1, 0});
    Classifier plain =
        new Classifier(
            anyNetwork(), new FirstPixel(), Normalization.of(images), 2, 2, true, TestViews.NONE);
    Classifier viewed = plain.with(TestViews.MIRRORED);

    assertThat(List.of(plain.classes(images), viewed.classes(images)))
        .containsExactly(new int[] {1, 0, 0}, new int[] {1, 1, 0});
    // Of the second image: (0.7, 0.3) and, mirrored, (0.1, 0.9); √0.07 : √0.27.
    assertThat(viewed.probabilities(images))
        .containsExactly(new float[] {0.1f, 0.9f, 0.33739f, 0.66261f, 0.7f, 0.3f}, within(1e-5f));
    assertThat(viewed.confusion(images).accuracy()).isEqualTo(1);
  }
}
