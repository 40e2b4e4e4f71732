package org.evenmatch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.network.NetworkFiles;
import org.evenmatch.report.HtmlReport;
import org.evenmatch.report.ResultsCsv;
import org.evenmatch.report.ResultsJson;
import org.evenmatch.report.RunDocument;
import org.evenmatch.spec.InvalidInputException;

/** The folder of a run: results, report and saved networks. */
public final class RunFolder {
  private final Path folder;

  private RunFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes {@code folder} ready to be written to.
   *
   * @throws InvalidInputException if it holds a run already or cannot be written
   */
  public static RunFolder create(Path folder) {
    if (Files.exists(folder.resolve(ResultsJson.FILE))) {
      throw new InvalidInputException(
          "the output folder must hold no run yet, but "
              + folder
              + " has a "
              + ResultsJson.FILE
              + ": choose another");
    }
    try {
      Files.createDirectories(folder);
      Path probe = Files.createTempFile(folder, ".writable", "");
      Files.delete(probe);
    } catch (IOException e) {
      throw new InvalidInputException(
          "the output folder must be writable, but "
              + folder
              + " is not ("
              + e
              + "): choose another",
          e);
    }
    return new RunFolder(folder);
  }

  public Path path() {
    return folder;
  }

  /** Saves a network and returns its path relative to the folder. */
  String save(MultiLayerNetwork network, String configuration, long seed) {
    String relative = "models/" + configuration + "-seed" + seed + ".zip";
    NetworkFiles.save(network, folder.resolve(relative));
    return relative;
  }

  /** Writes results and report anew. */
  void write(RunDocument document) {
    ResultsJson.write(document, folder);
    ResultsCsv.write(document, folder);
    HtmlReport.write(document, folder);
  }
}
