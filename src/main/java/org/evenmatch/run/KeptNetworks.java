package org.evenmatch.run;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.training.TrainedNetworks;
import org.evenmatch.training.TrainingTask;
import org.evenmatch.training.UntrainedStartException;

/** The trained networks of a comparison: in its folder, or in memory if it has none. */
final class KeptNetworks implements TrainedNetworks {
  private final Optional<RunFolder> folder;
  private final Map<String, MultiLayerNetwork> inMemory = new HashMap<>();

  KeptNetworks(Optional<RunFolder> folder) {
    this.folder = folder;
  }

  /** Keeps a network that the folder, if there is one, has already. */
  void keep(MultiLayerNetwork network, TrainingTask task) {
    if (folder.isEmpty()) {
      inMemory.put(key(task.network(), task.seed()), network.clone());
    }
  }

  @Override
  public MultiLayerNetwork of(NetworkSpec network, long seed) {
    return folder
        .map(there -> there.loadIfSaved(network.name(), seed))
        .orElseGet(() -> Optional.ofNullable(inMemory.get(key(network, seed))))
        .orElseThrow(() -> new UntrainedStartException(network.name(), seed));
  }

  private static String key(NetworkSpec network, long seed) {
    return network.name() + "-seed" + seed;
  }
}
