package org.evenmatch.kernels.gpu;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.MultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.evenmatch.kernels.Addresses;
import org.evenmatch.kernels.StepSize;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/** What changes the parameters in a step: first those that decay, then all by their gradient. */
final class GpuUpdates {
  private final List<Change> changes = new ArrayList<>();

  /** How far a change goes at a step. */
  @FunctionalInterface
  private interface Rate {
    double at(int iteration, int epoch);
  }

  /** Makes the kernel of a change, which reads how far it goes from {@code rate}. */
  @FunctionalInterface
  private interface Kernel {
    Launch reading(DeviceArray rate);
  }

  private record Change(Rate rate, Kernel kernel) {}

  GpuUpdates(MultiLayerNetwork network, GpuParameters parameters, Device device) {
    addDecays(network, parameters, device);
    MultiLayerUpdater updater = (MultiLayerUpdater) network.getUpdater();
    for (UpdaterBlock block : updater.getUpdaterBlocks()) {
      IUpdater config = block.getGradientUpdater().getConfig();
      if (!(config instanceof NoOp)) {
        changes.add(
            new Change(
                (iteration, epoch) -> StepSize.of(config, iteration, epoch),
                kernel(block, config, parameters, device)));
      }
    }
  }

  /** The decays of all parameters that have one, by Deeplearning4j's rule of which those are. */
  private void addDecays(MultiLayerNetwork network, GpuParameters parameters, Device device) {
    long first = Addresses.of(network.params()).address();
    for (int i = 0; i < network.getnLayers(); i++) {
      TrainingConfig layer = network.getLayer(i).conf().getLayer();
      if (network.getLayer(i).numParams() == 0) {
        continue;
      }
      network
          .getLayer(i)
          .paramTable()
          .forEach(
              (name, array) -> {
                List<Regularization> found = layer.getRegularizationByParam(name);
                if (found != null && !found.isEmpty()) {
                  double coefficient = ((WeightDecay) found.get(0)).getCoeff().valueAt(0, 0);
                  IUpdater updater = layer.getUpdaterByParam(name);
                  DeviceArray values = part(parameters.values(), array, first);
                  changes.add(
                      new Change(
                          (iteration, epoch) ->
                              coefficient * updater.getLearningRate(iteration, epoch),
                          rate -> Launch.each(device, "decay", array.length(), values, rate)));
                }
              });
    }
  }

  /** Where a view of the network's parameters lies on the GPU. */
  private static DeviceArray part(DeviceArray values, INDArray view, long first) {
    long from = (Addresses.of(view).address() - first) / Float.BYTES;
    return values.floats(from, view.length());
  }

  private static Kernel kernel(
      UpdaterBlock block, IUpdater config, GpuParameters parameters, Device device) {
    long from = block.getParamOffsetStart();
    long count = block.getParamOffsetEnd() - from;
    long stateFrom = block.getUpdaterViewOffsetStart();
    DeviceArray values = parameters.values().floats(from, count);
    DeviceArray gradient = parameters.gradient().floats(from, count);
    if (config instanceof Sgd) {
      return rate -> Launch.each(device, "sgd", count, values, gradient, rate);
    }
    DeviceArray state = parameters.state().orElseThrow();
    if (config instanceof Adam adam) {
      return rate ->
          Launch.each(
              device,
              "adam",
              count,
              values,
              gradient,
              state.floats(stateFrom, count),
              state.floats(stateFrom + count, count),
              rate,
              (float) adam.getBeta1(),
              (float) adam.getBeta2(),
              (float) adam.getEpsilon());
    }
    if (config instanceof Nesterovs nesterovs) {
      return rate ->
          Launch.each(
              device,
              "nesterovs",
              count,
              values,
              gradient,
              state.floats(stateFrom, count),
              rate,
              (float) nesterovs.getMomentum());
    }
    throw new IllegalArgumentException("no kernels for " + config);
  }

  /** How many rates a step has. */
  int size() {
    return changes.size();
  }

  /** How far each change goes at a step. */
  float[] rates(int iteration, int epoch) {
    float[] rates = new float[changes.size()];
    for (int i = 0; i < rates.length; i++) {
      rates[i] = (float) changes.get(i).rate().at(iteration, epoch);
    }
    return rates;
  }

  /** The kernels, in order, which read their rates from {@code rates}. */
  List<Launch> launches(DeviceArray rates) {
    List<Launch> launches = new ArrayList<>();
    for (int i = 0; i < changes.size(); i++) {
      launches.add(changes.get(i).kernel().reading(rates.floats(i, 1)));
    }
    return launches;
  }
}
