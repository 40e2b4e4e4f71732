package org.evenmatch.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.Pairs;
import org.evenmatch.data.Datasets;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.network.Networks;
import org.evenmatch.training.TrainingTask;
import org.evenmatch.training.UntrainedStartException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptNetworksTest {
  private static final NetworkSpec NETWORK = Pairs.load("lenet").matched().fullyConnected();

  @TempDir private Path folder;

  @Test
  void inMemoryKeepACopyOfEachSeed() {
    KeptNetworks kept = new KeptNetworks(Optional.empty());
    MultiLayerNetwork network = Networks.build(NETWORK, 4);
    kept.keep(network, TrainingTask.main(NETWORK, Datasets.glyphs(), 4));
    float first = network.params().getFloat(0);
    network.params().assign(0);

    assertThat(kept.of(NETWORK, 4).params().getFloat(0)).isEqualTo(first).isNotZero();
    assertThatThrownBy(() -> kept.of(NETWORK, 5))
        .isInstanceOf(UntrainedStartException.class)
        .hasMessageContaining("was not trained to its end with seed 5");
  }

  /** A training that failed saves nothing; what would begin with it fails, not the whole run. */
  @Test
  void inAFolderAreThoseThatWereSaved() {
    RunFolder run = RunFolder.create(folder.resolve("run"));
    MultiLayerNetwork network = Networks.build(NETWORK, 4);
    run.save(network, NETWORK.name(), 4);
    KeptNetworks kept = new KeptNetworks(Optional.of(run));

    assertThat(kept.of(NETWORK, 4).params().equalsWithEps(network.params(), 0)).isTrue();
    assertThatThrownBy(() -> kept.of(NETWORK, 5)).isInstanceOf(UntrainedStartException.class);
  }
}
