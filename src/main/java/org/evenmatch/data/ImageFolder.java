package org.evenmatch.data;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.evenmatch.definition.Shape;
import org.evenmatch.files.InvalidInputException;

/**
 * Reads a folder with one folder of PNG or JPEG images a class.
 *
 * <p>{@code FOLDER/train/CLASS/*.png} and {@code FOLDER/test/CLASS/*.png}; or {@code
 * FOLDER/CLASS/*.png}, of which a seeded fifth is set aside for testing. All images have one size.
 * They are read as grey if the first is grey, else as red, green and blue; transparency is ignored.
 */
final class ImageFolder {
  private static final double TEST_FRACTION = 0.2;
  private static final int MOST_PIXELS_A_SIDE = 4_096;
  private static final Set<String> FORMATS = Set.of("png", "jpeg", "jpg");

  private final Path folder;
  private Shape shape;
  private Path first;

  private ImageFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Reads {@code folder}; {@code seed} splits it where it has no {@code train} and {@code test}.
   */
  static Dataset read(Path folder, long seed) {
    return new ImageFolder(folder).dataset(seed);
  }

  private Dataset dataset(long seed) {
    String name = name();
    Path train = folder.resolve("train");
    Path test = folder.resolve("test");
    if (Files.isDirectory(train) && Files.isDirectory(test)) {
      List<String> classes = classes(train);
      if (!classes.equals(classes(test))) {
        throw new InvalidInputException(
            "train and test must have the same classes, but in "
                + folder
                + " they are "
                + classes
                + " and "
                + classes(test)
                + ": make the folders alike");
      }
      ImageSet images = images(train, classes);
      // Folders come class by class: the first images shall be of all classes.
      return new Dataset(
          name,
          images.select(Batches.shuffledOrder(images.size(), seed, 0)),
          images(test, classes),
          classes,
          Optional.empty());
    }
    List<String> classes = classes(folder);
    ImageSet all = images(folder, classes);
    int[] order = Batches.shuffledOrder(all.size(), seed, 0);
    int testCount = (int) Math.ceil(all.size() * TEST_FRACTION);
    return new Dataset(
        name,
        all.select(Arrays.copyOfRange(order, testCount, order.length)),
        all.select(Arrays.copyOf(order, testCount)),
        classes,
        Optional.of("one image in five, chosen by seed " + seed + ", is set aside for testing"));
  }

  /** The last part of the folder's path, which a root has not. */
  private String name() {
    return Optional.ofNullable(folder.toAbsolutePath().normalize().getFileName())
        .map(Path::toString)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "a folder of images must have a name, which results bear, but is "
                        + folder
                        + ": choose a folder below it"));
  }

  private static List<String> classes(Path parent) {
    List<String> classes =
        list(parent).stream()
            .filter(Files::isDirectory)
            .map(path -> path.getFileName().toString())
            .toList();
    if (classes.size() < 2) {
      throw new InvalidInputException(
          "a folder of images must have at least 2 class folders, but "
              + parent
              + " has "
              + classes.size()
              + ": put the images of each class into a folder of its own");
    }
    return classes;
  }

  private ImageSet images(Path parent, List<String> classes) {
    List<Path> files = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (int label = 0; label < classes.size(); label++) {
      Path folderOfClass = parent.resolve(classes.get(label));
      int before = files.size();
      for (Path file : list(folderOfClass)) {
        if (isImage(file)) {
          requireInside(file);
          files.add(file);
          labels.add(label);
        }
      }
      if (files.size() == before) {
        throw new InvalidInputException(
            folderOfClass + " must hold PNG or JPEG images, but holds none: add some or remove it");
      }
    }
    byte[] pixels = null;
    for (int i = 0; i < files.size(); i++) {
      BufferedImage image = decode(files.get(i));
      if (pixels == null) {
        pixels = new byte[ImageSet.bytesFor(parent.toString(), shape, files.size())];
      }
      copy(image, pixels, i * (int) shape.volume());
    }
    return new ImageSet(shape, pixels, labels.stream().mapToInt(Integer::intValue).toArray());
  }

  /** A link could have anything on this machine read and shown in a report. */
  private void requireInside(Path file) {
    try {
      if (!file.toRealPath().startsWith(folder.toRealPath())) {
        throw new InvalidInputException(
            "images must lie in " + folder + ", but " + file + " leads out of it: copy it there");
      }
    } catch (IOException e) {
      throw new InvalidInputException(file + " cannot be read: " + e, e);
    }
  }

  private BufferedImage decode(Path file) {
    try (ImageInputStream stream = ImageIO.createImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      if (!readers.hasNext()) {
        throw new InvalidInputException(
            file + " must be a PNG or JPEG image, but is not: mend or remove it");
      }
      ImageReader reader = readers.next();
      try {
        requireFormat(file, reader.getFormatName());
        reader.setInput(stream);
        requireSize(file, reader.getHeight(0), reader.getWidth(0));
        BufferedImage image = reader.read(0);
        if (shape == null) {
          first = file;
          boolean grey = isGrey(image) || hasGreyPalette(image);
          shape = Shape.image(image.getHeight(), image.getWidth(), grey ? 1 : 3);
        }
        return image;
      } finally {
        reader.dispose();
      }
    } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new InvalidInputException(
          file + " is a damaged image (" + e.getMessage() + "): mend or remove it", e);
    }
  }

  /** Java reads more formats, whose readers are less used to files from anywhere. */
  private static void requireFormat(Path file, String format) {
    if (!FORMATS.contains(format.toLowerCase(Locale.ROOT))) {
      throw new InvalidInputException(
          String.format(
              "images must be PNG or JPEG inside, but %s is %s: convert or remove it",
              file, format.toUpperCase(Locale.ROOT)));
    }
  }

  private void requireSize(Path file, int height, int width) {
    if (height > MOST_PIXELS_A_SIDE || width > MOST_PIXELS_A_SIDE) {
      throw new InvalidInputException(
          String.format(
              "images have at most 4,096 pixels a side, but %s has %d×%d: scale it",
              file, height, width));
    }
    if (shape != null && (height != shape.height() || width != shape.width())) {
      throw new InvalidInputException(
          String.format(
              "all images must have one size, but %s has %d×%d where %s has %d×%d: scale it or"
                  + " remove it",
              file, height, width, first, shape.height(), shape.width()));
    }
  }

  private void copy(BufferedImage image, byte[] pixels, int offset) {
    Raster raster = image.getRaster();
    boolean grey = isGrey(image);
    int shift = Math.max(0, raster.getSampleModel().getSampleSize(0) - 8);
    int plane = shape.height() * shape.width();
    for (int i = 0; i < plane; i++) {
      int column = i % shape.width();
      int row = i / shape.width();
      // getRGB would apply a gamma curve to grey samples: they are taken as they are.
      int rgb =
          grey ? (raster.getSample(column, row, 0) >> shift) * 0x010101 : image.getRGB(column, row);
      if (shape.channels() == 1) {
        pixels[offset + i] = (byte) (grey ? rgb : luminance(rgb));
      } else {
        pixels[offset + i] = (byte) (rgb >> 16);
        pixels[offset + plane + i] = (byte) (rgb >> 8);
        pixels[offset + (2 * plane) + i] = (byte) rgb;
      }
    }
  }

  /** ITU-R BT.601. */
  private static int luminance(int rgb) {
    return ((299 * ((rgb >> 16) & 0xff)) + (587 * ((rgb >> 8) & 0xff)) + (114 * (rgb & 0xff)))
        / 1000;
  }

  private static boolean isGrey(BufferedImage image) {
    return image.getColorModel().getNumColorComponents() == 1
        && !(image.getColorModel() instanceof IndexColorModel)
        && image.getSampleModel().getSampleSize(0) >= 8;
  }

  /** As Java reads grey samples of 1, 2 or 4 bits: by a palette from black to white. */
  private static boolean hasGreyPalette(BufferedImage image) {
    if (!(image.getColorModel() instanceof IndexColorModel palette)) {
      return false;
    }
    int white = palette.getMapSize() - 1;
    return palette.getPixelSize() < 8
        && white > 0
        && IntStream.rangeClosed(0, white)
            .allMatch(i -> (palette.getRGB(i) & 0xffffff) == (255 * i / white) * 0x010101);
  }

  private static boolean isImage(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return Stream.of(".png", ".jpg", ".jpeg").anyMatch(name::endsWith) && Files.isRegularFile(file);
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(path -> !path.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new InvalidInputException(folder + " cannot be listed: " + e, e);
    }
  }
}
