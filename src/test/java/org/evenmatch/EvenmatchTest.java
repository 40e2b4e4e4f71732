package org.evenmatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.evenmatch.definition.Computing;
import org.evenmatch.definition.RunPlan;
import org.evenmatch.report.Results;
import org.evenmatch.run.EngineReport;
import org.evenmatch.training.TrainingEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvenmatchTest {
  @TempDir private Path folder;

  @Test
  void comparesInWorkersAsTheReadmeSays() {
    List<TrainingEvent> heard = new ArrayList<>();
    RunPlan plan =
        Evenmatch.plan("lenet", "glyphs")
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
  void doctorSaysWhatWouldCompute() {
    EngineReport found = Evenmatch.doctor(Computing.AUTO.on("cpu"));

    assertThat(found.backend()).isEqualTo("cpu");
    assertThat(found.reason()).isEqualTo("the cpu backend was asked for");
    assertThat(found.threads()).isPositive();
  }
}
