package org.evenmatch.kernels.onednn;

import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.engine.Backend;
import org.evenmatch.engine.BackendChoice;
import org.evenmatch.kernels.BuiltInRunner;
import org.evenmatch.kernels.ChosenAlgorithm;
import org.evenmatch.kernels.KernelLibrary;
import org.evenmatch.kernels.NetworkRunner;
import org.evenmatch.kernels.VendorKernels;
import org.nd4j.linalg.api.ndarray.INDArray;

/** oneDNN on the processor: whole training steps. */
public final class OneDnnKernels implements KernelLibrary {
  @Override
  public boolean serves(BackendChoice choice) {
    return choice.backend() == Backend.CPU;
  }

  @Override
  public String name() {
    return "onednn";
  }

  @Override
  public String description() {
    return OneDnn.find()
        .map(oneDnn -> "oneDNN " + oneDnn.version() + " for whole training steps")
        .orElseGet(() -> "Deeplearning4j's own: " + OneDnn.problem());
  }

  @Override
  public Optional<String> problem() {
    return OneDnn.find().isPresent() ? Optional.empty() : Optional.of(OneDnn.problem());
  }

  @Override
  public Optional<String> problem(MultiLayerNetwork network) {
    return KernelLibrary.isBuiltInAskedFor()
        ? Optional.of("the system property " + PROPERTY + " asks for them")
        : FastRunner.problem(network);
  }

  /**
   * Only networks built by Evenmatch get oneDNN's helpers of Deeplearning4j's layers: these compute
   * NHWC networks, which others may build, wrongly.
   */
  @Override
  public MultiLayerNetwork initialised(MultiLayerConfiguration configuration) {
    return VendorKernels.initialised(configuration);
  }

  @Override
  public MultiLayerNetwork initialised(MultiLayerConfiguration configuration, INDArray parameters) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init(parameters, false);
    return network;
  }

  @Override
  public NetworkRunner runner(MultiLayerNetwork network) {
    return problem(network).isPresent()
        ? new BuiltInRunner(network)
        : FastRunner.find(network).orElseThrow();
  }

  @Override
  public List<ChosenAlgorithm> chosenAlgorithms() {
    return OneDnn.find().map(oneDnn -> oneDnn.implementations().chosen()).orElse(List.of());
  }

  @Override
  public void choose(List<ChosenAlgorithm> earlier) {
    OneDnn.find().ifPresent(oneDnn -> oneDnn.implementations().choose(earlier));
  }
}
