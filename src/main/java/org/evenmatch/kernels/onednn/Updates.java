package org.evenmatch.kernels.onednn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.MultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.evenmatch.kernels.Addresses;
import org.evenmatch.kernels.Clip;
import org.evenmatch.kernels.Decay;
import org.evenmatch.kernels.StepSize;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;

/** The optimiser's kernels for all parameters of a network, on Deeplearning4j's own state. */
final class Updates {
  private final List<Block> blocks = new ArrayList<>();
  private final List<Shrinking> decays = new ArrayList<>();
  private final List<Clipping> clips = new ArrayList<>();

  private record Shrinking(UpdateKernels kernels, Decay decay) {

    void apply(int iteration, int epoch) {
      kernels.run(decay.step(iteration, epoch));
    }
  }

  private record Clipping(INDArray gradient, double mostNorm) {

    void apply() {
      double norm = gradient.norm2Number().doubleValue();
      if (norm > mostNorm) {
        gradient.muli(mostNorm / norm);
      }
    }
  }

  /** Parameters that lie together and have one optimiser. */
  private record Block(UpdateKernels kernels, IUpdater updater) {

    void apply(int iteration, int epoch) {
      kernels.run(StepSize.of(updater, iteration, epoch));
    }
  }

  Updates(MultiLayerNetwork network, OneDnn oneDnn) {
    MultiLayerUpdater updater = (MultiLayerUpdater) network.getUpdater(true);
    for (UpdaterBlock block : updater.getUpdaterBlocks()) {
      IUpdater config = block.getGradientUpdater().getConfig();
      if (!(config instanceof NoOp)) {
        blocks.add(new Block(kernels(network, updater, block, config, oneDnn), config));
      }
    }
    for (Decay decay : Decay.of(network)) {
      Tensor values = tensor(oneDnn, network.params(), decay.from(), decay.count());
      decays.add(new Shrinking(UpdateKernels.decay(values), decay));
    }
    INDArray gradient = network.getFlattenedGradients().reshape(network.numParams());
    for (Clip clip : Clip.of(network)) {
      INDArray own = gradient.get(NDArrayIndex.interval(clip.from(), clip.from() + clip.count()));
      clips.add(new Clipping(own, clip.mostNorm()));
    }
  }

  /** Changes the parameters by the gradient that the network holds. */
  void apply(int iteration, int epoch) {
    clips.forEach(Clipping::apply);
    decays.forEach(decay -> decay.apply(iteration, epoch));
    blocks.forEach(block -> block.apply(iteration, epoch));
  }

  private static UpdateKernels kernels(
      MultiLayerNetwork network,
      MultiLayerUpdater updater,
      UpdaterBlock block,
      IUpdater config,
      OneDnn oneDnn) {
    long from = block.getParamOffsetStart();
    long count = block.getParamOffsetEnd() - from;
    Tensor parameters = tensor(oneDnn, network.params(), from, count);
    Tensor gradient = tensor(oneDnn, network.getFlattenedGradients(), from, count);
    if (config instanceof Sgd) {
      return UpdateKernels.sgd(parameters, gradient);
    }
    if (config instanceof Adam adam) {
      INDArray state = updater.getStateViewArray();
      long stateFrom = block.getUpdaterViewOffsetStart();
      return UpdateKernels.adam(
          parameters,
          gradient,
          tensor(oneDnn, state, stateFrom, count),
          tensor(oneDnn, state, stateFrom + count, count),
          adam.getBeta1(),
          adam.getBeta2(),
          adam.getEpsilon());
    }
    if (config instanceof Nesterovs nesterovs) {
      Tensor velocity =
          tensor(oneDnn, updater.getStateViewArray(), block.getUpdaterViewOffsetStart(), count);
      return UpdateKernels.nesterovs(parameters, gradient, velocity, nesterovs.getMomentum());
    }
    throw new IllegalArgumentException("no kernels for " + config);
  }

  private static Tensor tensor(OneDnn oneDnn, INDArray array, long from, long count) {
    FloatPointer values = Addresses.of(array, from, count);
    return Tensor.plainOver(oneDnn, values, count);
  }
}
