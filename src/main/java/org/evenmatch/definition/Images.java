package org.evenmatch.definition;

import java.util.Optional;

/**
 * Which images a run uses.
 *
 * @param dataset a known dataset's name, or the absolute path of a folder
 * @param dataDir where the dataset's files lie, absolute, if not in the cache
 * @param limit how many training images are used, if not all
 */
public record Images(String dataset, Optional<String> dataDir, Optional<Integer> limit) {
  public Images {
    limit.ifPresent(images -> Checks.positive("the limit of training images", images));
  }

  /** The same with the dataset's files in {@code folder}. */
  public Images in(String folder) {
    return new Images(dataset, Optional.of(folder), limit);
  }

  /** All images of a dataset in its usual place. */
  public static Images of(String dataset) {
    return new Images(dataset, Optional.empty(), Optional.empty());
  }
}
