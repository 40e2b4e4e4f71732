package org.evenmatch.experiment;

import java.util.List;
import org.evenmatch.data.ImageSet;
import org.evenmatch.definition.Shape;

/** Test images shrunk and grown around their middle; what comes in is background. */
final class Scale extends Perturbation {
  private static final List<Integer> LEVELS = List.of(0, 10, 20, 30, 40, 50);
  private static final double PERCENT = 100;

  Scale() {
    super(
        "scale",
        "percent",
        "Does an image of another size keep its label?",
        "Test accuracy on shrunk and grown test images");
  }

  @Override
  List<Integer> levels(Shape shape) {
    return LEVELS;
  }

  @Override
  String inWords(int level) {
    return "shrunk and grown by " + level + " %";
  }

  @Override
  List<ImageSet> apply(ImageSet images, int level, byte[] background) {
    double factor = 1 + (level / PERCENT);
    return List.of(
        images.transformed(0, 1 / factor, background), images.transformed(0, factor, background));
  }
}
