package org.evenmatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.evenmatch.definition.BenchPlan;
import org.evenmatch.definition.Computing;
import org.evenmatch.definition.Images;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.RunPlan;
import org.evenmatch.report.Results;
import org.evenmatch.report.ResultsFile;
import org.evenmatch.run.EngineReport;
import org.evenmatch.training.TrainingEvent;
import org.evenmatch.training.TrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvenmatchTest {
  @TempDir private Path folder;

  @Test
  void comparesInWorkersAsTheReadmeSays() {
    List<TrainingEvent> heard = new ArrayList<>();
    RunPlan plan =
        Evenmatch.plan("lenet", "glyphs")
            .with(new Images("glyphs", Optional.empty(), Optional.of(1_000)))
            .withSeeds(1, 2)
            .withSet(List.of("training.epochs=1", "training.batch=100"))
            .withProbes(List.of("shift"));

    Results results = Evenmatch.compare(plan, folder.resolve("run"), heard::add);

    assertThat(results.isOk()).isTrue();
    assertThat(results.configurations())
        .extracting(c -> c.name() + " " + c.batch())
        .containsExactly("lenet-fc 100", "lenet-cnn 100");
    assertThat(results.probes().at("/shift/levels")).hasSize(9);
    assertThat(heard).filteredOn(TrainingEvent.EpochDone.class::isInstance).hasSize(4);
    assertThat(heard).filteredOn(TrainingEvent.Finished.class::isInstance).hasSize(4);
    assertThat(folder.resolve("run/models/lenet-cnn-seed2.zip")).isRegularFile();

    Results again = Evenmatch.resume(folder.resolve("run"), heard::add);
    assertThat(again).isEqualTo(results);
  }

  @Test
  void benchmarksEachCombinationAndLeavesResults() {
    BenchPlan plan =
        new BenchPlan(
            List.of("lenet"),
            List.of(Pairs.definition("lenet")),
            Optional.empty(),
            List.of(16),
            List.of("cpu"),
            List.of("float32"),
            Optional.empty(),
            Optional.of(1),
            List.of(Kind.FC));

    Results results = Evenmatch.benchmark(plan, folder.resolve("bench"));

    assertThat(results.configurations()).hasSize(1);
    assertThat(results.configurations().get(0).speed().trainSamplesPerSecond()).isPresent();
    assertThat(ResultsFile.read(folder.resolve("bench"))).isEqualTo(results);
  }

  @Test
  void aRunThatGaveUpIsAnException() throws IOException {
    Path out = folder.resolve("run");
    RunPlan plan =
        Evenmatch.plan("lenet", "glyphs")
            .with(new Images("glyphs", Optional.empty(), Optional.of(1_000)))
            .withSet(List.of("training.epochs=1", "training.batch=100"));
    // Where the worker cannot write, nothing can be finished.
    TrainingListener breaking =
        event -> {
          if (event instanceof TrainingEvent.Started) {
            Path models = out.resolve("models");
            models.toFile().delete();
            try {
              Files.writeString(models, "in the way");
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };

    assertThatThrownBy(() -> Evenmatch.compare(plan, out, breaking))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("gave up with exit code 1")
        .hasMessageContaining("it can be resumed");
  }

  @Test
  void doctorSaysWhatWouldCompute() {
    EngineReport found = Evenmatch.doctor(Computing.AUTO.on("cpu"));

    assertThat(found.backend()).isEqualTo("cpu");
    assertThat(found.reason()).isEqualTo("the cpu backend was asked for");
    assertThat(found.threads()).isPositive();
  }
}
