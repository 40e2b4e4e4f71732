package org.evenmatch.experiment;

import java.util.List;
import org.evenmatch.data.ImageSet;
import org.evenmatch.definition.Shape;

/** Test images turned left and right around their middle; what comes in is background. */
final class Rotation extends Perturbation {
  private static final List<Integer> LEVELS = List.of(0, 10, 20, 30, 45, 60, 90);

  Rotation() {
    super(
        "rotation",
        "degrees",
        "Does a turned image keep its label?",
        "Test accuracy on turned test images");
  }

  @Override
  List<Integer> levels(Shape shape) {
    return LEVELS;
  }

  @Override
  String inWords(int level) {
    return "turned by " + level + " degrees";
  }

  @Override
  List<ImageSet> apply(ImageSet images, int level, byte[] background) {
    return List.of(
        images.transformed(-level, 1, background), images.transformed(level, 1, background));
  }
}
