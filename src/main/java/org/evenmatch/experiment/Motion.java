package org.evenmatch.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.evenmatch.data.Dataset;
import org.evenmatch.data.ImageSet;
import org.evenmatch.definition.Shape;
import org.evenmatch.network.LayerView;
import org.evenmatch.network.ReceptiveField;
import org.evenmatch.training.Classifier;
import org.evenmatch.training.Measurement;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Moves test images to the right and down and looks at what every layer makes of that.
 *
 * <p>Distances are root mean squares over images and outputs, as parts of the distance between two
 * different images there: 0 is no difference, 1 is as if it were another image. Outputs that see
 * any of what comes in, of what goes out or, along the axis of the move, of padding are left out.
 */
record Motion(String name) implements Measurement {
  private static final int MOST_IMAGES = 100;
  private static final int MOST_PIXELS = 8;

  /** A move is at most this part of the image's side. */
  private static final int SMALLEST_PART = 4;

  /**
   * What one network's layers did.
   *
   * @param pixels how far images were moved
   * @param layers with weights, and pools; the last gives the answer
   */
  record Found(int pixels, List<LayerFound> layers) {
    Found {
      layers = List.copyOf(layers);
    }
  }

  /**
   * What one layer did.
   *
   * @param name the layer's
   * @param inPlace how far its outputs are from the unmoved image's; empty where each output sees
   *     what came in, or where all images give the same
   * @param along how far they are from the unmoved image's, moved along; empty then too, for a
   *     layer without maps, and where maps would move by a part of a step
   */
  record LayerFound(String name, Optional<Double> inPlace, Optional<Double> along) {}

  /** The largest power of 2 that is at most 8 and at most a quarter of the image. */
  static int pixels(Shape image) {
    int most = Math.min(image.height(), image.width()) / SMALLEST_PART;
    return Math.max(1, Math.min(MOST_PIXELS, Integer.highestOneBit(Math.max(1, most))));
  }

  @Override
  public Found of(Classifier classifier, Dataset dataset) {
    byte[] background = Background.of(dataset.train());
    ImageSet images = dataset.test().spread(MOST_IMAGES);
    int pixels = pixels(images.shape());
    List<LayerView> views = LayerView.of(classifier.network(), images.shape());
    List<float[]> still = values(classifier, images, views);
    List<Sums> sums = views.stream().map(view -> new Sums()).toList();
    for (boolean down : List.of(false, true)) {
      ImageSet moved = Shift.moved(images, down ? 0 : pixels, down ? pixels : 0, background);
      List<INDArray> all = classifier.activations(moved);
      for (int i = 0; i < views.size(); i++) {
        Outputs outputs = new Outputs(still.get(i), all.get(views.get(i).index() + 1));
        Optional<Moved> maps =
            views.get(i).maps().map(some -> Moved.of(some, down, pixels, images.shape()));
        sums.get(i).add(outputs, maps);
      }
    }
    List<LayerFound> found = new ArrayList<>();
    for (int i = 0; i < views.size(); i++) {
      found.add(sums.get(i).found(views.get(i).name()));
    }
    return new Found(pixels, found);
  }

  private static List<float[]> values(
      Classifier classifier, ImageSet images, List<LayerView> views) {
    List<INDArray> all = classifier.activations(images);
    return views.stream().map(view -> values(all.get(view.index() + 1))).toList();
  }

  private static float[] values(INDArray activations) {
    return activations.dup('c').data().asFloat();
  }

  /** A layer's outputs before and after. */
  private static final class Outputs {
    /** {@code [images, channels, rows, columns]} or {@code [images, units]}. */
    private final long[] shape;

    private final float[] still;
    private final float[] moved;

    Outputs(float[] still, INDArray moved) {
      this.shape = moved.shape();
      this.still = still;
      this.moved = values(moved);
    }

    int size(int axis) {
      return shape.length > axis ? Math.toIntExact(shape[axis]) : 1;
    }

    /** The square of one output's change from where it was {@code back} outputs before. */
    double squaredChange(int at, int back) {
      return square(moved[at] - still[at - back]);
    }

    /** The square of the difference of two outputs before. */
    double squaredDifference(int at, int other) {
      return square(still[at] - still[other]);
    }

    private static double square(double value) {
      return value * value;
    }
  }

  /**
   * Where maps would be if they moved along.
   *
   * @param rows whether rows are moved, and not columns
   * @param field what the moved axis sees
   * @param pixels how far the image was moved
   * @param side the image's size along that axis
   */
  private record Moved(boolean rows, ReceptiveField field, int pixels, int side) {
    static Moved of(LayerView.Maps maps, boolean down, int pixels, Shape image) {
      boolean rows = down != maps.transposed();
      return new Moved(
          rows, rows ? maps.rows() : maps.columns(), pixels, down ? image.height() : image.width());
    }

    /** Whether an output sees what was in the image before and is there still. */
    boolean sees(int row, int column) {
      return field.isBetween(rows ? row : column, pixels, side);
    }

    /** By how many outputs maps move; empty where it is not a whole number. */
    Optional<Integer> steps() {
      return pixels % field.step() == 0 ? Optional.of(pixels / field.step()) : Optional.empty();
    }
  }

  /** Sums of squares of one layer. */
  private static final class Sums {
    private double inPlace;
    private double along;
    private double others;
    private boolean movesAlong = true;

    void add(Outputs outputs, Optional<Moved> maps) {
      int rows = outputs.size(2);
      int columns = outputs.size(3);
      int plane = rows * columns;
      int perImage = outputs.size(1) * plane;
      int images = outputs.size(0);
      Optional<Integer> steps = maps.flatMap(Moved::steps);
      int back = steps.isEmpty() ? 0 : steps.get() * (maps.get().rows() ? columns : 1);
      movesAlong &= steps.isPresent();
      int[] seen =
          IntStream.range(0, perImage)
              .filter(
                  at ->
                      maps.isEmpty()
                          || maps.get().sees((at % plane) / columns, (at % plane) % columns))
              .toArray();
      for (int image = 0; image < images; image++) {
        int own = image * perImage;
        int other = ((image + (images / 2)) % images) * perImage;
        for (int at : seen) {
          inPlace += outputs.squaredChange(own + at, 0);
          along += outputs.squaredChange(own + at, back);
          others += outputs.squaredDifference(own + at, other + at);
        }
      }
    }

    LayerFound found(String name) {
      boolean isKnown = others > 0;
      return new LayerFound(
          name,
          isKnown ? Optional.of(Math.sqrt(inPlace / others)) : Optional.empty(),
          isKnown && movesAlong ? Optional.of(Math.sqrt(along / others)) : Optional.empty());
    }
  }
}
