package org.evenmatch.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Training;
import org.evenmatch.training.Trainer;
import org.evenmatch.training.TrainerSettings;
import org.evenmatch.training.TrainingRun;
import org.evenmatch.training.TrainingTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratedDatasetsTest {
  private static Dataset draw(String name) {
    return name.equals("glyphs") ? Datasets.glyphs() : Datasets.shapes();
  }

  @ParameterizedTest
  @ValueSource(strings = {"glyphs", "shapes"})
  void areTheSameEveryTime(String name) {
    assertThat(draw(name).digest()).isEqualTo(draw(name).digest());
  }

  @Test
  void areTheSameOnEveryMachine() {
    assertThat(Datasets.glyphs().digest())
        .isEqualTo("sha256:45bbbceabe9614b2ced67d448171d068e8e942f20f26825604a29be62a94bf67");
    assertThat(Datasets.shapes().digest())
        .isEqualTo("sha256:0d22e752640029169995c822e74526ee93ba45c60541e84cc55da8b5474cb8d0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"glyphs", "shapes"})
  void haveAllClassesAboutEquallyOften(String name) {
    int[] counts = new int[10];
    for (int label : draw(name).test().labels()) {
      counts[label]++;
    }
    for (int count : counts) {
      assertThat(count).isBetween(140, 260);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"glyphs", "shapes"})
  void areTooHardForALinearClassifier(String name) {
    Dataset dataset = draw(name);
    NetworkSpec linear =
        new NetworkSpec(
            "linear",
            Kind.FC,
            dataset.shape(),
            List.of(new LayerSpec.Output("output", 10)),
            Training.DEFAULT.withEpochs(8));

    TrainingRun run =
        new Trainer(TrainerSettings.NONE)
            .train(TrainingTask.main(linear, dataset, 1), network -> {});

    assertThat(run.confusion().orElseThrow().accuracy()).isBetween(0.12, 0.80);
  }
}
