package org.evenmatch;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.data.Dataset;
import org.evenmatch.measure.Rightness;
import org.evenmatch.measure.Summary;
import org.evenmatch.network.NetworkFiles;
import org.evenmatch.network.Networks;
import org.evenmatch.report.EvaluationDocument;
import org.evenmatch.report.ProbeResults;
import org.evenmatch.report.ProbeResults.Levels;
import org.evenmatch.report.ProbeResults.Reliability;
import org.evenmatch.report.ProbeResults.Series;
import org.evenmatch.spec.InvalidInputException;
import org.evenmatch.spec.Kind;
import org.evenmatch.spec.Probe;
import org.evenmatch.training.Evaluation;
import org.evenmatch.training.Examination;

/** Tests a saved network on a dataset. */
public final class SavedNetwork {
  private SavedNetwork() {}

  /**
   * Tests the network in {@code file} and does experiments on it.
   *
   * @param batch images in a batch
   * @param probes experiments that need no training
   * @throws InvalidInputException if the file is no saved network, the network does not fit the
   *     dataset, or an experiment needs training
   */
  public static EvaluationDocument evaluate(
      Path file, Dataset dataset, int batch, Set<Probe> probes) {
    requireNoTraining(probes);
    MultiLayerNetwork network = NetworkFiles.load(file);
    Evaluation evaluation = Evaluation.of(network, dataset, batch, probes);
    String name = file.getFileName().toString();
    String kind = (Networks.takesVectors(network) ? Kind.FC : Kind.CNN).yamlName();
    return new EvaluationDocument(
        file.toString(),
        dataset.name(),
        dataset.test().size(),
        evaluation.confusion().accuracy(),
        dataset.classes(),
        evaluation.confusion().counts(),
        probes(name, kind, evaluation.examination()));
  }

  /**
   * Refuses experiments that a saved network cannot be put to.
   *
   * @throws InvalidInputException if one of {@code probes} needs training
   */
  public static void requireNoTraining(Set<Probe> probes) {
    for (Probe probe : probes) {
      if (!probe.examinesOnly()) {
        throw new InvalidInputException(
            "a saved network can be examined by shift, noise, occlusion and calibration, but '"
                + probe.yamlName()
                + "' needs training: use 'compare'");
      }
    }
  }

  private static ProbeResults probes(String name, String kind, Examination examination) {
    return new ProbeResults(
        levels(name, kind, examination, Probe.SHIFT, "pixels"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        levels(name, kind, examination, Probe.NOISE, "grey levels"),
        levels(name, kind, examination, Probe.OCCLUSION, "pixels"),
        Optional.empty(),
        examination
            .calibration()
            .map(one -> new Reliability(List.of(Calibrations.of(name, kind, List.of(one))))));
  }

  private static Optional<Levels> levels(
      String name, String kind, Examination examination, Probe probe, String unit) {
    return examination
        .of(Examination.disturbance(probe).orElseThrow())
        .map(
            found ->
                new Levels(
                    unit,
                    found.levels(),
                    List.of(
                        new Series(
                            name,
                            kind,
                            found.rightness().stream()
                                .map(Rightness::accuracy)
                                .map(accuracy -> Summary.of(List.of(accuracy)))
                                .toList())),
                    List.of()));
  }
}
