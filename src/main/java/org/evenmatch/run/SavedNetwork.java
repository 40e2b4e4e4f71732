package org.evenmatch.run;

import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.data.Dataset;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.TestViews;
import org.evenmatch.experiment.Evidence;
import org.evenmatch.experiment.Experiment;
import org.evenmatch.experiment.Experiments;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.network.NetworkFiles;
import org.evenmatch.network.Networks;
import org.evenmatch.report.EvaluationDocument;
import org.evenmatch.training.Evaluation;

/** Tests a saved network on a dataset. */
public final class SavedNetwork {
  private SavedNetwork() {}

  /**
   * Tests the network in {@code file} and does experiments on it.
   *
   * @param batch images in a batch
   * @param views of which views of an image the logits' mean is taken
   * @param probes names of experiments that need no training
   * @throws InvalidInputException if the file is no saved network, the network does not fit the
   *     dataset, or an experiment needs training
   */
  public static EvaluationDocument evaluate(
      Path file, Dataset dataset, int batch, TestViews views, List<String> probes) {
    List<Experiment<?>> experiments = Experiments.onSavedNetworks(probes);
    MultiLayerNetwork network = NetworkFiles.load(file);
    Evaluation evaluation =
        Evaluation.of(network, dataset, batch, views, Experiments.measurements(experiments));
    Kind kind = Networks.kind(network);
    Evidence evidence =
        Evidence.ofSaved(file.getFileName().toString(), kind, dataset, evaluation.measured());
    return new EvaluationDocument(
        file.toString(),
        dataset.name(),
        dataset.test().size(),
        views,
        evaluation.confusion().accuracy(),
        dataset.classes(),
        evaluation.confusion().counts(),
        Experiments.results(experiments, evidence));
  }
}
