package org.evenmatch.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.evenmatch.data.ImageSet;
import org.evenmatch.definition.Shape;

/** A square of mid-grey of a side in pixels hides a part, at a random place. */
final class Occlusion extends Perturbation {
  private static final int STEPS = 5;
  private static final byte MID_GREY = (byte) 128;
  private static final long SEED = 20_261;

  Occlusion() {
    super("occlusion", "pixels", "Does hiding a part hurt?", "Test accuracy behind a grey square");
  }

  @Override
  List<Integer> levels(Shape shape) {
    return IntStream.range(0, STEPS)
        .map(step -> step * Math.min(shape.height(), shape.width()) / 8)
        .boxed()
        .toList();
  }

  @Override
  String inWords(int level) {
    return "hidden behind a grey square of " + level + "×" + level + " pixels";
  }

  @Override
  List<ImageSet> apply(ImageSet images, int side, byte[] background) {
    SplittableRandom random = new SplittableRandom(SEED + side);
    Shape shape = images.shape();
    byte[] occluded = images.pixels().clone();
    for (int image = 0; image < images.size(); image++) {
      int top = random.nextInt(shape.height() - side + 1);
      int left = random.nextInt(shape.width() - side + 1);
      for (int channel = 0; channel < shape.channels(); channel++) {
        int plane = images.offset(image, channel);
        for (int row = top; row < top + side; row++) {
          int from = plane + (row * shape.width()) + left;
          Arrays.fill(occluded, from, from + side, MID_GREY);
        }
      }
    }
    return List.of(new ImageSet(shape, occluded, images.labels()));
  }
}
