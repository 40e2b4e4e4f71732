package org.evenmatch.run;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.IntBinaryOperator;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.data.Augmenter;
import org.evenmatch.data.Dataset;
import org.evenmatch.data.ImageSet;
import org.evenmatch.data.Normalization;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Shape;
import org.evenmatch.definition.Training;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.network.Networks;
import org.evenmatch.report.Pictures;
import org.evenmatch.report.Pictures.Answer;
import org.evenmatch.report.Pictures.Augmented;
import org.evenmatch.report.Pictures.Example;
import org.evenmatch.report.Pictures.FirstLayer;
import org.evenmatch.training.TrainingRun;
import org.evenmatch.training.Whitening;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Draws the first layers' weights, the test images that only one member got right, and training
 * images as they were changed.
 */
public final class PictureMaker {
  private static final int MOST_UNITS = 20;
  private static final int MOST_EXAMPLES = 10;
  private static final int MOST_AUGMENTED = 3;
  private static final int MOST_EPOCHS = 7;
  private static final String WEIGHTS = "W";

  private final RunFolder folder;
  private final Dataset dataset;

  public PictureMaker(RunFolder folder, Dataset dataset) {
    this.folder = folder;
    this.dataset = dataset;
  }

  /** The pictures of the trainings with {@code seed} of the members of {@code pair}. */
  Pictures of(MatchedPair pair, List<TrainingRun> runs, long seed) {
    List<TrainingRun> trained = new ArrayList<>();
    for (NetworkSpec member : pair.members()) {
      runs.stream()
          .filter(run -> run.seed() == seed && !run.failed())
          .filter(run -> run.network().name().equals(member.name()))
          .findFirst()
          .ifPresent(trained::add);
    }
    List<FirstLayer> layers = new ArrayList<>();
    for (int i = trained.size() - 1; i >= 0; i--) {
      firstLayer(trained.get(i)).ifPresent(layers::add);
    }
    return new Pictures(
        layers,
        trained.size() > 1 && trained.size() == pair.members().size()
            ? examples(trained)
            : List.of(),
        augmented(pair.training(), seed));
  }

  /** The first training images as the first epochs saw them. */
  private List<Augmented> augmented(Training training, long seed) {
    if (training.augmentation().isNone()) {
      return List.of();
    }
    int setAside = training.validationImages(dataset.train().size());
    ImageSet train =
        setAside == 0 ? dataset.train() : dataset.withValidation(setAside, seed).train();
    Normalization normalization = Normalization.of(dataset.train());
    List<Augmenter> epochs =
        IntStream.rangeClosed(1, Math.min(MOST_EPOCHS, training.epochs()))
            .mapToObj(
                epoch -> new Augmenter(training.augmentation(), train, normalization, seed, epoch))
            .toList();
    return IntStream.range(0, Math.min(MOST_AUGMENTED, train.size()))
        .mapToObj(
            index ->
                new Augmented(
                    image(train.image(index)),
                    dataset.classes().get(train.label(index)),
                    epochs.stream().map(epoch -> image(epoch.image(index))).toList()))
        .toList();
  }

  private Optional<FirstLayer> firstLayer(TrainingRun run) {
    String name = run.network().name();
    MultiLayerNetwork before = Networks.build(run.network(), run.seed());
    Whitening.set(before, run.network(), dataset.train(), Normalization.of(dataset.train()));
    MultiLayerNetwork after = folder.load(name, run.seed());
    int layer = 0;
    while (!before.getLayer(layer).paramTable().containsKey(WEIGHTS)) {
      layer++;
    }
    String key = layer + "_" + WEIGHTS;
    INDArray weights = before.getParam(key);
    boolean convolution = weights.rank() == 4;
    Shape image = dataset.shape();
    boolean dense = weights.rank() == 2 && weights.size(0) == image.volume();
    if (!convolution && !dense) {
      return Optional.empty();
    }
    int height = convolution ? (int) weights.size(2) : image.height();
    int width = convolution ? (int) weights.size(3) : image.width();
    int units = (int) weights.size(convolution ? 0 : 1);
    return Optional.of(
        new FirstLayer(
            name,
            run.network().kind().yamlName(),
            height,
            width,
            units,
            drawAll(weights, units, height, width),
            drawAll(after.getParam(key), units, height, width),
            run.network().layers().get(0) instanceof LayerSpec.Conv conv && conv.whitens()));
  }

  private static List<String> drawAll(INDArray weights, int units, int height, int width) {
    List<String> pictures = new ArrayList<>();
    // Filters [units, channels, h, w] or columns [values, units]. What ND4J slices of filters of
    // 2×2 over one channel is empty.
    float[] all = weights.dup('c').data().asFloat();
    int values = all.length / units;
    boolean isColumn = weights.rank() == 2;
    for (int unit = 0; unit < Math.min(MOST_UNITS, units); unit++) {
      float[] own = new float[values];
      for (int i = 0; i < values; i++) {
        own[i] = all[isColumn ? (i * units) + unit : (unit * values) + i];
      }
      pictures.add(draw(own, height, width));
    }
    return pictures;
  }

  /**
   * Mid-grey for 0, black and white for the largest size; colours where there are three channels.
   */
  private static String draw(float[] values, int height, int width) {
    float largest = 1e-12f;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    float scale = 127 / largest;
    int plane = height * width;
    int channels = values.length / plane;
    return png(
        height,
        width,
        (channel, pixel) ->
            128 + Math.round(scale * values[((channels == 3 ? channel : 0) * plane) + pixel]));
  }

  /** The first test images that only one member got right, the last member's before others'. */
  private List<Example> examples(List<TrainingRun> trained) {
    List<Example> examples = new ArrayList<>();
    for (int member = trained.size() - 1; member >= 0; member--) {
      TrainingRun one = trained.get(member);
      IntStream.range(0, dataset.test().size())
          .filter(i -> isRight(one, i))
          .filter(i -> trained.stream().filter(run -> isRight(run, i)).count() == 1)
          .limit(MOST_EXAMPLES)
          .mapToObj(i -> example(trained, i))
          .forEach(examples::add);
    }
    return examples;
  }

  private boolean isRight(TrainingRun run, int index) {
    return run.predictions().get(index) == dataset.test().label(index);
  }

  private Example example(List<TrainingRun> trained, int index) {
    return new Example(
        image(dataset.test().image(index)),
        dataset.classes().get(dataset.test().label(index)),
        trained.stream()
            .map(
                run ->
                    new Answer(
                        run.network().kind().yamlName(),
                        dataset.classes().get(run.predictions().get(index))))
            .toList());
  }

  private String image(byte[] pixels) {
    Shape shape = dataset.shape();
    int plane = shape.height() * shape.width();
    return png(
        shape.height(),
        shape.width(),
        (channel, pixel) -> pixels[((shape.channels() == 3 ? channel : 0) * plane) + pixel] & 0xff);
  }

  /** A PNG file in Base64; {@code value} gives 0 to 255 for a channel and a pixel. */
  private static String png(int height, int width, IntBinaryOperator value) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int pixel = 0; pixel < height * width; pixel++) {
      int rgb = 0;
      for (int channel = 0; channel < 3; channel++) {
        rgb = (rgb << 8) | value.applyAsInt(channel, pixel);
      }
      image.setRGB(pixel % width, pixel / width, rgb);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
