package org.evenmatch.kernels.gpu;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.MultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.evenmatch.kernels.Clip;
import org.evenmatch.kernels.Decay;
import org.evenmatch.kernels.StepSize;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * What changes the parameters in a step: gradients that are too large are clipped, then weights
 * decay, then all change by their gradient.
 */
final class GpuUpdates {
  /** Parts that a gradient's squares are added in; few enough for each thread to add them up. */
  private static final int CLIP_PARTS = 64;

  private static final int CLIP_THREADS = 256;

  private final List<Launch> clips = new ArrayList<>();
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
    Clip.of(network).forEach(clip -> addClip(clip, parameters, device));
    for (Decay decay : Decay.of(network)) {
      DeviceArray values = parameters.values().floats(decay.from(), decay.count());
      changes.add(
          new Change(
              decay::step, rate -> Launch.each(device, "decay", decay.count(), values, rate)));
    }
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

  private void addClip(Clip clip, GpuParameters parameters, Device device) {
    DeviceArray gradient = parameters.gradient().floats(clip.from(), clip.count());
    DeviceArray squares = parameters.partsOfNorm(CLIP_PARTS);
    clips.add(
        Launch.blocks(
            device,
            "square_parts",
            CLIP_PARTS,
            1,
            CLIP_THREADS,
            gradient,
            squares,
            Math.toIntExact(clip.count())));
    clips.add(
        Launch.each(
            device, "clip", clip.count(), gradient, squares, CLIP_PARTS, (float) clip.mostNorm()));
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
    List<Launch> launches = new ArrayList<>(clips);
    for (int i = 0; i < changes.size(); i++) {
      launches.add(changes.get(i).kernel().reading(rates.floats(i, 1)));
    }
    return launches;
  }
}
