package org.evenmatch.experiment;

import java.util.List;
import java.util.stream.IntStream;
import org.evenmatch.data.ImageSet;
import org.evenmatch.definition.Shape;

/** Translation: test images moved left, right, up and down; what comes in is background. */
final class Shift extends Perturbation {
  private static final int MOST_PIXELS = 8;

  Shift() {
    super(
        "shift",
        "pixels",
        "Does a moved image keep its label?",
        "Test accuracy on moved test images");
  }

  @Override
  List<Integer> levels(Shape shape) {
    return IntStream.rangeClosed(0, MOST_PIXELS).boxed().toList();
  }

  @Override
  String inWords(int level) {
    return "moved by " + level + " pixels";
  }

  @Override
  List<ImageSet> apply(ImageSet images, int level, byte[] background) {
    return List.of(
        moved(images, -level, 0, background),
        moved(images, level, 0, background),
        moved(images, 0, -level, background),
        moved(images, 0, level, background));
  }

  /** All images moved by so many pixels; what comes in is {@code background}, one a channel. */
  static ImageSet moved(ImageSet images, int right, int down, byte[] background) {
    Shape shape = images.shape();
    byte[] moved = new byte[images.pixels().length];
    for (int image = 0; image < images.size(); image++) {
      for (int channel = 0; channel < shape.channels(); channel++) {
        int plane = images.offset(image, channel);
        for (int row = 0; row < shape.height(); row++) {
          for (int column = 0; column < shape.width(); column++) {
            int fromRow = row - down;
            int fromColumn = column - right;
            boolean inside =
                fromRow >= 0
                    && fromRow < shape.height()
                    && fromColumn >= 0
                    && fromColumn < shape.width();
            moved[plane + (row * shape.width()) + column] =
                inside
                    ? images.pixels()[plane + (fromRow * shape.width()) + fromColumn]
                    : background[channel];
          }
        }
      }
    }
    return new ImageSet(shape, moved, images.labels());
  }
}
