package org.evenmatch.kernels.gpu;

import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.engine.BackendChoice;
import org.evenmatch.engine.NativeRuntime;
import org.evenmatch.kernels.ChosenAlgorithm;
import org.evenmatch.kernels.KernelLibrary;
import org.evenmatch.kernels.NetworkRunner;
import org.evenmatch.kernels.Supported;
import org.nd4j.linalg.api.ndarray.INDArray;

/** cuBLAS and cuDNN on an NVIDIA GPU: whole training steps of networks that ND4J has in memory. */
public final class GpuKernels implements KernelLibrary {
  @Override
  public boolean serves(BackendChoice choice) {
    return choice.release().filter(release -> !release.hasNd4j()).isPresent();
  }

  @Override
  public String name() {
    return "cudnn";
  }

  @Override
  public String description() {
    return "cuDNN " + Device.cudnnVersion() + " and cuBLAS for whole training steps";
  }

  @Override
  public Optional<String> problem() {
    return Optional.empty();
  }

  @Override
  public Optional<String> problem(MultiLayerNetwork network) {
    return KernelLibrary.isBuiltInAskedFor()
        ? Optional.of("the system property " + PROPERTY + " asks for Deeplearning4j's own methods")
        : Supported.problemOfInference(network, layer -> Optional.empty());
  }

  @Override
  public MultiLayerNetwork initialised(MultiLayerConfiguration configuration) {
    NativeRuntime.current().start();
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }

  @Override
  public MultiLayerNetwork initialised(MultiLayerConfiguration configuration, INDArray parameters) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init(parameters, false);
    return network;
  }

  /**
   * A runner on the GPU; the first step finds out whether there are kernels for training, too.
   *
   * @throws org.evenmatch.engine.BackendUnavailableException if there are no kernels for the
   *     network: the processor does not silently take its place
   */
  @Override
  public NetworkRunner runner(MultiLayerNetwork network) {
    problem(network)
        .ifPresent(
            reason -> {
              throw BackendChoice.unavailable("there are no kernels for this network: " + reason);
            });
    return new GpuRunner(
        network, Device.current(), Arithmetic.of(NativeRuntime.current().precision()));
  }

  @Override
  public List<ChosenAlgorithm> chosenAlgorithms() {
    return Fastest.chosen();
  }

  @Override
  public void choose(List<ChosenAlgorithm> earlier) {
    Fastest.choose(earlier);
  }

  /** Also loads all of CUDA's libraries, which may be there in part. */
  @Override
  public void check() {
    try {
      GpuCheck.once();
    } catch (LinkageError | IllegalStateException e) {
      throw BackendChoice.unavailable(
          NativeRuntime.current().choice().release().orElseThrow().failure(e));
    }
  }
}
