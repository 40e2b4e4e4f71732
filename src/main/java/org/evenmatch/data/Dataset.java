package org.evenmatch.data;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.codec.digest.DigestUtils;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Shape;
import org.evenmatch.files.InvalidInputException;

/**
 * Images to train on and images to test on.
 *
 * @param name for example {@code mnist}
 * @param train the training images
 * @param test the test images
 * @param classes the names of the classes, by index
 * @param notice what the user should know of where it came from, if anything
 */
public record Dataset(
    String name, ImageSet train, ImageSet test, List<String> classes, Optional<String> notice) {

  public Dataset {
    classes = List.copyOf(classes);
    if (!train.shape().equals(test.shape())) {
      throw new InvalidInputException(
          "training and test images must have one size, but in "
              + name
              + " they are "
              + train.shape()
              + " and "
              + test.shape()
              + ": scale one of them");
    }
    if (train.size() == 0 || test.size() == 0) {
      throw new InvalidInputException(
          "a dataset must have training and test images, but "
              + name
              + " has "
              + train.size()
              + " and "
              + test.size());
    }
  }

  public Shape shape() {
    return train.shape();
  }

  /** The same with only the first {@code count} training images. */
  public Dataset limitedTo(int count) {
    return new Dataset(name, train.first(count), test, classes, notice);
  }

  /**
   * The training images alone, of which {@code count} are set aside as test images, drawn by {@code
   * seed}, as many of each class as there are of it in proportion.
   *
   * @throws InvalidInputException if there are not as many as classes, or more than half
   */
  public Dataset withValidation(int count, long seed) {
    requireValidation(count);
    int[] order = Batches.shuffledOrder(train.size(), seed, 0);
    // Sorted by class, and every so-many-th taken: each class gives its share.
    int[] byClass =
        IntStream.of(order)
            .boxed()
            .sorted(Comparator.comparingInt(train::label))
            .mapToInt(Integer::intValue)
            .toArray();
    boolean[] held = new boolean[train.size()];
    for (int i = 0; i < count; i++) {
      held[byClass[(int) (((2L * i) + 1) * train.size() / (2L * count))]] = true;
    }
    return new Dataset(
        name,
        train.select(IntStream.of(order).filter(i -> !held[i]).toArray()),
        train.select(IntStream.of(order).filter(i -> held[i]).toArray()),
        classes,
        notice);
  }

  /**
   * Refuses a number of training images that cannot be set aside.
   *
   * @throws InvalidInputException if it is too small or too large
   */
  public void requireValidation(int count) {
    if (count < classes.size() || count > train.size() / 2) {
      throw new InvalidInputException(
          String.format(
              "validation images must be at least one for each of %d classes and at most half of the"
                  + " %,d training images, but are %,d: set others aside",
              classes.size(), train.size(), count));
    }
  }

  /** The same with {@code count} training images drawn at random by {@code seed}. */
  public Dataset sampled(int count, long seed) {
    int[] order = Batches.shuffledOrder(train.size(), seed, 0);
    return new Dataset(name, train.select(Arrays.copyOf(order, count)), test, classes, notice);
  }

  /**
   * The same images with their pixels rearranged by one fixed random permutation, the same for all
   * images and channels: nothing is lost but which pixels are neighbours.
   */
  public Dataset permuted(long seed) {
    int[] order = Batches.shuffledOrder(shape().height() * shape().width(), seed, 0);
    return new Dataset(name, train.rearranged(order), test.rearranged(order), classes, notice);
  }

  /** {@code sha256:} and the SHA-256 of all shapes, pixels and labels. */
  public String digest() {
    MessageDigest digest = DigestUtils.getSha256Digest();
    train.update(digest);
    test.update(digest);
    return "sha256:" + HexFormat.of().formatHex(digest.digest());
  }

  /**
   * Refuses a network whose input or classes are not this dataset's.
   *
   * @throws InvalidInputException with both shapes
   */
  public void requireFits(NetworkSpec network) {
    if (!network.image().equals(shape())) {
      throw new InvalidInputException(
          "the pair's images must be the dataset's, but "
              + network.name()
              + " takes "
              + network.image()
              + " and "
              + name
              + " has "
              + shape()
              + ": choose another pair or dataset");
    }
    int outputs = network.classes().orElse(0);
    if (outputs != classes.size()) {
      throw new InvalidInputException(
          "the pair's classes must be the dataset's, but "
              + network.name()
              + " has "
              + outputs
              + " and "
              + name
              + " has "
              + classes.size()
              + ": set 'classes' in the pair definition");
    }
  }
}
