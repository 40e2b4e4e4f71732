package org.evenmatch.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.evenmatch.data.DatasetDefinition;
import org.evenmatch.data.Datasets;
import org.evenmatch.definition.SweepPlan;

/**
 * The files of a sweep's datasets that are sent along to where it is done. Folders of images are
 * not sent: they must lie in the same place there.
 *
 * @param files each named {@code DATASET+FILE}
 * @param plan the plan for there: it looks for what is sent where such files are always looked for
 */
record SentDatasets(List<Path> files, SweepPlan plan) {
  /**
   * Takes the files of datasets as they lie here.
   *
   * @param folder gets the files under the names that they are sent by
   */
  static SentDatasets in(Path folder, SweepPlan plan) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String dataset : plan.datasets()) {
      if (DatasetDefinition.names().contains(dataset)) {
        for (Path file : Datasets.files(dataset, plan.dataDir().map(Path::of))) {
          files.add(named(file, folder.resolve(dataset + "+" + file.getFileName())));
        }
      }
    }
    return new SentDatasets(files, plan.withDataDir(Optional.empty()));
  }

  private static Path named(Path file, Path name) throws IOException {
    Files.deleteIfExists(name);
    try {
      return Files.createLink(name, file.toRealPath());
    } catch (IOException | UnsupportedOperationException e) {
      // On another disk.
      return Files.copy(file, name);
    }
  }

  List<String> names() {
    return files.stream().map(file -> file.getFileName().toString()).toList();
  }
}
