package org.evenmatch.experiment;

import java.util.List;
import java.util.SplittableRandom;
import org.evenmatch.data.ImageSet;
import org.evenmatch.definition.Shape;

/** Gaussian noise of a standard deviation in grey levels (0 to 255) added to every value. */
final class Noise extends Perturbation {
  private static final List<Integer> LEVELS = List.of(0, 16, 32, 64, 96, 128);
  private static final long SEED = 20_261;

  Noise() {
    super("noise", "grey levels", "Does noise hurt?", "Test accuracy under Gaussian noise");
  }

  @Override
  List<Integer> levels(Shape shape) {
    return LEVELS;
  }

  @Override
  String inWords(int level) {
    return "under Gaussian noise of " + level + " grey levels";
  }

  @Override
  List<ImageSet> apply(ImageSet images, int level, byte[] background) {
    SplittableRandom random = new SplittableRandom(SEED + level);
    byte[] noisy = new byte[images.pixels().length];
    for (int i = 0; i < noisy.length; i++) {
      double value = (images.pixels()[i] & 0xff) + (level * random.nextGaussian());
      noisy[i] = (byte) Math.max(0, Math.min(255, Math.round(value)));
    }
    return List.of(new ImageSet(images.shape(), noisy, images.labels()));
  }
}
