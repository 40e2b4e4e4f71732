package org.evenmatch.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.evenmatch.data.DatasetDefinition.Source;
import org.evenmatch.definition.Images;
import org.evenmatch.definition.Names;
import org.evenmatch.files.InvalidInputException;

/** Finds and reads datasets by name or folder. */
public final class Datasets {
  /** The datasets that are drawn, not read. */
  public static final List<String> BUILT_IN = List.of("glyphs", "shapes");

  private static final long BUILT_IN_SEED = 20_260;
  private static final String CACHE_PROPERTY = "evenmatch.cache";

  private Datasets() {}

  /** 28×28×1 stroke drawings of ten digit-like figures, drawn on the spot. */
  public static Dataset glyphs() {
    return Glyphs.draw(BUILT_IN_SEED);
  }

  /** 32×32×3 images of ten shapes anywhere on textured backgrounds, drawn on the spot. */
  public static Dataset shapes() {
    return Shapes.draw(BUILT_IN_SEED);
  }

  /** MNIST from the cache. */
  public static Dataset mnist() {
    return load("mnist", Optional.empty(), 1);
  }

  /** CIFAR-10 from the cache. */
  public static Dataset cifar10() {
    return load("cifar-10", Optional.empty(), 1);
  }

  /** All names that {@link #load} knows. */
  public static List<String> names() {
    return Stream.concat(BUILT_IN.stream(), DatasetDefinition.names().stream()).toList();
  }

  /**
   * The dataset that {@code images} name, all of its images.
   *
   * @param seed splits a folder that has no {@code train} and {@code test}
   * @throws InvalidInputException if it is unknown, missing or damaged
   */
  public static Dataset load(Images images, long seed) {
    return load(images.dataset(), images.dataDir().map(Path::of), seed);
  }

  /**
   * Loads a dataset.
   *
   * @param nameOrFolder a known name, or a folder of class folders of images
   * @param dataDir where the files already lie; empty for the cache
   * @param seed splits a folder that has no {@code train} and {@code test}
   * @throws InvalidInputException if it is unknown, missing or damaged
   */
  public static Dataset load(String nameOrFolder, Optional<Path> dataDir, long seed) {
    if (nameOrFolder.equals("glyphs")) {
      return glyphs();
    }
    if (nameOrFolder.equals("shapes")) {
      return shapes();
    }
    if (DatasetDefinition.names().contains(nameOrFolder)) {
      return read(DatasetDefinition.load(nameOrFolder), dataDir);
    }
    Path folder = Path.of(nameOrFolder);
    if (Files.isDirectory(folder)) {
      return ImageFolder.read(folder, seed);
    }
    throw new InvalidInputException(
        "unknown dataset '"
            + nameOrFolder
            + "' (and no folder of that name): "
            + Names.suggestion(nameOrFolder, names()));
  }

  /** The folder in which the files of {@code name} are looked for when none is given. */
  public static Path cache(String name) {
    return Path.of(System.getProperty(CACHE_PROPERTY, "datasets/cache")).resolve(name);
  }

  private static Dataset read(DatasetDefinition definition, Optional<Path> dataDir) {
    Path folder = dataDir.orElse(cache(definition.name()));
    if (dataDir.isPresent() && !Files.isDirectory(folder)) {
      throw new InvalidInputException(
          "the data folder must be a folder, but " + folder + " is not: give one that exists");
    }
    return switch (definition.format()) {
      case IDX -> readIdx(definition, folder);
      case CIFAR -> readCifar(definition, folder);
    };
  }

  /**
   * The files that {@link #load} reads of a dataset that has files, wherever they are read in the
   * same way under the same names.
   *
   * @throws InvalidInputException if one is missing
   */
  public static List<Path> files(String name, Optional<Path> dataDir) {
    DatasetDefinition definition = DatasetDefinition.load(name);
    Path folder = dataDir.orElse(cache(name));
    return switch (definition.format()) {
      case IDX ->
          definition.files().stream().map(source -> find(definition, folder, source)).toList();
      case CIFAR ->
          unpacked(folder)
              .map(CifarReader::files)
              .orElseGet(() -> List.of(archive(definition, folder)));
    };
  }

  private static Optional<Path> unpacked(Path folder) {
    return Stream.of(folder, folder.resolve("cifar-10-batches-bin"))
        .filter(CifarReader::isUnpacked)
        .findFirst();
  }

  private static Path archive(DatasetDefinition definition, Path folder) {
    Source source = definition.files().get(0);
    Path archive = folder.resolve(source.name());
    if (!Files.isRegularFile(archive)) {
      throw missing(definition, folder, source.name());
    }
    return archive;
  }

  private static Dataset readCifar(DatasetDefinition definition, Path folder) {
    Source source = definition.files().get(0);
    Optional<Path> unpacked = unpacked(folder);
    if (unpacked.isPresent()) {
      return CifarReader.folder(unpacked.get(), definition.classes(), Optional.empty());
    }
    Path archive = archive(definition, folder);
    Optional<String> notice =
        md5(archive).equals(source.md5())
            ? Optional.empty()
            : Optional.of(archive + " is not the archive that its publisher offers (other MD5)");
    return CifarReader.archive(archive, definition.classes(), notice);
  }

  private static Dataset readIdx(DatasetDefinition definition, Path folder) {
    List<String> unofficial = new ArrayList<>();
    ImageSet train = idxImages(definition, folder, 0, definition.train(), unofficial);
    ImageSet test = idxImages(definition, folder, 2, definition.test(), unofficial);
    Optional<String> notice =
        unofficial.isEmpty()
            ? Optional.empty()
            : Optional.of(
                String.join(", ", unofficial) + " in " + folder + " is not the official content");
    return new Dataset(definition.name(), train, test, definition.classes(), notice);
  }

  private static ImageSet idxImages(
      DatasetDefinition definition, Path folder, int index, int most, List<String> unofficial) {
    Source imageSource = definition.files().get(index);
    Source labelSource = definition.files().get(index + 1);
    Path imageFile = find(definition, folder, imageSource);
    Path labelFile = find(definition, folder, labelSource);
    IdxReader.Content images = IdxReader.images(imageFile, definition.shape(), most);
    IdxReader.Content labels = IdxReader.labels(labelFile, most);
    if (images.count() != labels.count()) {
      throw new InvalidInputException(
          String.format(
              "images and labels must be as many, but %s has %,d and %s has %,d: get both again",
              imageFile, images.count(), labelFile, labels.count()));
    }
    noteUnofficial(imageSource, imageFile, images, unofficial);
    noteUnofficial(labelSource, labelFile, labels, unofficial);
    int[] indices = new int[labels.count()];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = labels.values()[i] & 0xff;
      if (indices[i] >= definition.classes().size()) {
        throw new InvalidInputException(
            String.format(
                "labels must be 0 to %d, but label %,d of %s is %d: the file is damaged",
                definition.classes().size() - 1, i, labelFile, indices[i]));
      }
    }
    return new ImageSet(definition.shape(), images.values(), indices);
  }

  private static void noteUnofficial(
      Source source, Path file, IdxReader.Content content, List<String> unofficial) {
    boolean official =
        source.contentSha256().isPresent()
            ? source.contentSha256().get().equals(content.contentSha256())
            : !file.getFileName().toString().endsWith(".gz") || md5(file).equals(source.md5());
    if (!official) {
      unofficial.add(file.getFileName().toString());
    }
  }

  /** The published file, or the same unpacked. */
  private static Path find(DatasetDefinition definition, Path folder, Source source) {
    Path packed = folder.resolve(source.name());
    Path plain = folder.resolve(source.name().replaceFirst("\\.gz$", ""));
    if (Files.isRegularFile(packed)) {
      return packed;
    }
    if (Files.isRegularFile(plain)) {
      return plain;
    }
    throw missing(definition, folder, source.name());
  }

  private static MissingDatasetException missing(
      DatasetDefinition definition, Path folder, String file) {
    return new MissingDatasetException(
        definition.name(),
        String.format(
            "the files of %s must be there to be read, but %s is not in %s",
            definition.name(), file, folder));
  }

  private static String md5(Path file) {
    try (InputStream stream = Files.newInputStream(file)) {
      return DigestUtils.md5Hex(stream);
    } catch (IOException e) {
      throw new InvalidInputException(file + " cannot be read: " + e, e);
    }
  }
}
