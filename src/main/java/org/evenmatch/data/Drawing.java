package org.evenmatch.data;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.evenmatch.definition.Shape;

/** Draws one image of a class. */
@FunctionalInterface
interface Drawing {

  /**
   * Draws into {@code pixels} from {@code offset} on, {@code [channels, height, width]}.
   *
   * @param label the class
   * @param random all that may differ between images of a class
   */
  void draw(int label, SplittableRandom random, byte[] pixels, int offset);

  /** A dataset of such images with classes at random; the same seed gives the same bytes. */
  static Dataset dataset(
      String name,
      Shape shape,
      List<String> classes,
      int train,
      int test,
      long seed,
      Drawing drawing) {
    return new Dataset(
        name,
        images(shape, classes.size(), train, seed, drawing),
        images(shape, classes.size(), test, ~seed, drawing),
        classes,
        Optional.empty());
  }

  private static ImageSet images(Shape shape, int classes, int count, long seed, Drawing drawing) {
    SplittableRandom random = new SplittableRandom(seed);
    int volume = (int) shape.volume();
    byte[] pixels = new byte[count * volume];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = random.nextInt(classes);
      drawing.draw(labels[i], random.split(), pixels, i * volume);
    }
    return new ImageSet(shape, pixels, labels);
  }
}
