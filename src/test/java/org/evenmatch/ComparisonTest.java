package org.evenmatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.data.Dataset;
import org.evenmatch.data.Datasets;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.Match;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.network.Networks;
import org.evenmatch.report.Results;
import org.evenmatch.report.ResultsFile;
import org.evenmatch.training.StopRequest;
import org.evenmatch.training.StoppedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
  private static Dataset small() {
    Dataset glyphs = Datasets.glyphs();
    return new Dataset(
        "small",
        glyphs.train().first(2_000),
        glyphs.test().first(500),
        glyphs.classes(),
        Optional.empty());
  }

  @Test
  void isAsShortAsTheReadmeSays() {
    MatchedPair pair = Pairs.load("lenet").matchedBy(Match.PARAMETERS);
    Comparison result = Comparison.of(pair).on(small()).epochs(2).seeds(2).probes("shift").run();
    MultiLayerNetwork cnn = Networks.build(pair.convolutional(), 1);

    Results results = result.results();
    Results.ComparisonInfo comparison = results.comparison().orElseThrow();
    double cnnAccuracy =
        results.member("cnn").orElseThrow().outcome().accuracy().orElseThrow().mean();
    double fcAccuracy =
        results.member("fc").orElseThrow().outcome().accuracy().orElseThrow().mean();
    assertThat(cnn.numParams()).isEqualTo(431_080);
    assertThat(result.runs()).hasSize(4);
    assertThat(cnnAccuracy).isGreaterThan(fcAccuracy);
    assertThat(comparison.accuracyDifference().mean())
        .isCloseTo(cnnAccuracy - fcAccuracy, within(1e-12));
    assertThat(results.probes().at("/shift/levels")).hasSize(9);
    assertThat(comparison.mcnemarP()).hasSize(2).allMatch(p -> p > 0 && p < 1);
    assertThat(comparison.parameterRatio()).isEqualTo(431_164.0 / 431_080);
    assertThat(comparison.macRatio()).isEqualTo(430_236.0 / 2_293_000);
  }

  @Test
  void comparesSpeedsWhereTheyAreMeasured() {
    Results results =
        Comparison.of(Pairs.load("lenet").matched())
            .on(Datasets.glyphs())
            .limit(5_000)
            .epochs(2)
            .run()
            .results();

    assertThat(results.comparison().orElseThrow().throughputRatio().orElseThrow())
        .isEqualTo(trainingRate(results, "fc") / trainingRate(results, "cnn"));
  }

  private static double trainingRate(Results results, String kind) {
    return results
        .member(kind)
        .orElseThrow()
        .speed()
        .trainSamplesPerSecond()
        .orElseThrow()
        .median();
  }

  @Test
  void needsADataset() {
    assertThatThrownBy(() -> Comparison.of(Pairs.load("lenet").matched()).run())
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("a comparison needs a dataset, but has none: name one");
  }

  @Test
  void savesWhatItGivesWhereItIsAsked(@TempDir Path folder) {
    Results results =
        Comparison.of(Pairs.load("lenet").matched(), Kind.FC)
            .on(small())
            .limit(200)
            .epochs(1)
            .saveTo(folder.resolve("run"))
            .run()
            .results();

    assertThat(folder.resolve("run/models/lenet-fc-seed1.zip")).isRegularFile();
    assertThat(ResultsFile.read(folder.resolve("run"))).isEqualTo(results);
  }

  @Test
  void stopsWhenItIsAsked() {
    StopRequest stop = new StopRequest();
    stop.request();
    Comparison.Plan plan =
        Comparison.of(Pairs.load("lenet").matched()).on(small()).epochs(1).stopOn(stop);

    assertThatThrownBy(plan::run).isInstanceOf(StoppedException.class);
  }
}
