package org.evenmatch.kernels.cuda;

import java.util.Optional;
import org.deeplearning4j.cuda.convolution.CudnnConvolutionHelper;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.engine.BackendChoice;
import org.evenmatch.engine.CudaRelease;
import org.evenmatch.engine.NativeRuntime;
import org.evenmatch.kernels.BuiltInRunner;
import org.evenmatch.kernels.KernelLibrary;
import org.evenmatch.kernels.NetworkRunner;
import org.evenmatch.kernels.VendorKernels;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * cuDNN on NVIDIA GPUs: convolutions and batch normalisation inside Deeplearning4j's own steps,
 * through the helpers that its layers look up.
 */
public final class CudaKernels implements KernelLibrary {
  @Override
  public boolean serves(BackendChoice choice) {
    return choice.release().filter(CudaRelease::hasNd4j).isPresent();
  }

  @Override
  public String name() {
    return "cudnn";
  }

  @Override
  public String description() {
    return "cuDNN " + Cudnn.version() + " for convolutions, checked on this GPU";
  }

  /** A process has this backend only if cuDNN is there. */
  @Override
  public Optional<String> problem() {
    return Optional.empty();
  }

  @Override
  public Optional<String> problem(MultiLayerNetwork network) {
    return KernelLibrary.isBuiltInAskedFor()
        ? Optional.of("the system property " + PROPERTY + " asks for them")
        : Optional.empty();
  }

  @Override
  public MultiLayerNetwork initialised(MultiLayerConfiguration configuration) {
    NativeRuntime.current().start();
    DeviceCheck.once();
    forbidFallback(configuration);
    if (KernelLibrary.isBuiltInAskedFor()) {
      MultiLayerNetwork plain = new MultiLayerNetwork(configuration);
      plain.init();
      return plain;
    }
    MultiLayerNetwork network = VendorKernels.initialised(configuration);
    if (network.getLayer(0).getHelper() instanceof CudnnConvolutionHelper first) {
      first.forgoInputGradient();
    }
    return network;
  }

  /** cuDNN's helpers leave to Deeplearning4j what they cannot do. */
  @Override
  public MultiLayerNetwork initialised(MultiLayerConfiguration configuration, INDArray parameters) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    if (KernelLibrary.isBuiltInAskedFor()) {
      network.init(parameters, false);
      return network;
    }
    DeviceCheck.once();
    forbidFallback(configuration);
    VendorKernels.whileOn(() -> network.init(parameters, false));
    return network;
  }

  @Override
  public NetworkRunner runner(MultiLayerNetwork network) {
    Cublas.compute(NativeRuntime.current().precision(), Nd4jStream.cublas());
    return BuiltInRunner.deferring(network);
  }

  @Override
  public void check() {
    DeviceCheck.once();
  }

  @Override
  public void releaseThread() {
    Cudnn.releaseThread();
  }

  /**
   * By default a failure of cuDNN makes a layer slow for the rest of the training, and a warning.
   */
  static void forbidFallback(MultiLayerConfiguration configuration) {
    for (NeuralNetConfiguration layer : configuration.getConfs()) {
      if (layer.getLayer() instanceof ConvolutionLayer convolution) {
        convolution.setCudnnAllowFallback(false);
      } else if (layer.getLayer() instanceof BatchNormalization norm) {
        norm.setCudnnAllowFallback(false);
      }
    }
  }
}
