package org.evenmatch.kernels.gpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.kernels.DropoutSeed;

/**
 * A whole network for one batch size, for training or for inference. Its first run is asked for
 * kernel by kernel, those after it at one call.
 */
final class GpuProgram implements AutoCloseable {
  private final MultiLayerNetwork network;
  private final Workbench bench;
  private final StepInput input;
  private final Optional<GpuUpdates> updates;
  private final Optional<GpuNormalizer> normalizer;
  private final List<GpuLayer> layers;
  private final Extent result;
  private final Optional<GpuLoss> loss;
  private final List<Launch> changes = new ArrayList<>();
  private final List<Integer> dropouts;
  private boolean warm;
  private Optional<Recording> recording = Optional.empty();

  /**
   * Prepares everything.
   *
   * @param bench which it gives back; if this fails, it is the caller's
   * @param updates what changes parameters; empty for inference
   * @param like examples of the size and kind that it will get
   * @param lossSum where losses are added in training; empty for inference
   */
  GpuProgram(
      MultiLayerNetwork network,
      Workbench bench,
      GpuParameters parameters,
      Optional<GpuUpdates> updates,
      Examples like,
      Optional<DeviceArray> lossSum) {
    this.network = network;
    this.updates = updates;
    this.bench = bench;
    Extent from = Extent.of(like.dimensions());
    GpuLayers builder = new GpuLayers(network, parameters, bench);
    this.dropouts = builder.dropouts();
    int classes = builder.classes();
    long labels = lossSum.isPresent() ? (long) from.batch() * classes : 0;
    this.input =
        new StepInput(
            bench, dropouts.size(), updates.map(GpuUpdates::size).orElse(0), labels, like.bytes());
    this.normalizer =
        like instanceof Examples.Bytes
            ? Optional.of(new GpuNormalizer(bench, input.examples(), from, like))
            : Optional.empty();
    this.layers =
        builder.build(
            input, normalizer.map(GpuNormalizer::features).orElseGet(input::examples), from);
    GpuLayer last = layers.get(layers.size() - 1);
    this.result = last.extent();
    this.loss = lossSum.map(sum -> new GpuLoss(bench, last.output(), result, input.labels(), sum));
    loss.ifPresent(this::prepareBackward);
    // All that is needed is known now; a recording must not ask for memory.
    bench.workspace();
  }

  private void prepareBackward(GpuLoss from) {
    int first = 0;
    while (!layers.get(first).hasParameters()) {
      first++;
    }
    DeviceArray gradient = from.gradient();
    for (int i = layers.size() - 1; i >= first; i--) {
      Optional<DeviceArray> next = layers.get(i).prepareBackward(gradient, i > first);
      gradient = i > first ? next.orElseThrow() : gradient;
    }
    changes.addAll(updates.orElseThrow().launches(input.rates()));
  }

  /** All layers in order, for their time to be measured. */
  List<GpuLayer> layers() {
    return layers;
  }

  /** Queues one step of training. */
  void step(FloatPointer labels, Examples batch, int iteration, int epoch) {
    send(labels, batch, iteration, epoch);
    run(
        () -> {
          gradient();
          changes.forEach(Launch::run);
        });
  }

  /** Queues loss and gradient, and no change of parameters. */
  void gradientOnly(FloatPointer labels, Examples batch, int iteration, int epoch) {
    send(labels, batch, iteration, epoch);
    gradient();
  }

  private void send(FloatPointer labels, Examples batch, int iteration, int epoch) {
    normalizer.ifPresent(first -> first.prepare(batch));
    input.send(seeds(iteration), updates.orElseThrow().rates(iteration, epoch), labels, batch);
  }

  private void forward() {
    normalizer.ifPresent(GpuNormalizer::run);
    layers.forEach(GpuLayer::forward);
  }

  private void gradient() {
    forward();
    loss.orElseThrow().run();
    for (int i = layers.size() - 1; i >= 0; i--) {
      layers.get(i).backward();
    }
  }

  /** The logits of each example, {@code [batch, classes]}, row by row. */
  float[] logits(Examples batch) {
    normalizer.ifPresent(first -> first.prepare(batch));
    input.send(batch);
    run(this::forward);
    float[] values = new float[(int) result.count()];
    try (FloatPointer host = new FloatPointer(values.length)) {
      bench.device().fetch(layers.get(layers.size() - 1).output(), host);
      host.get(values);
    }
    return values;
  }

  /** cuDNN and cuBLAS get ready at the first run, which cannot be recorded. */
  private void run(Runnable work) {
    if (!warm) {
      work.run();
      warm = true;
      return;
    }
    if (recording.isEmpty()) {
      recording = Optional.of(new Recording(bench.device(), work));
    }
    recording.get().repeat();
  }

  private long[] seeds(int iteration) {
    return dropouts.stream()
        .mapToLong(layer -> DropoutSeed.of(network, layer, iteration))
        .toArray();
  }

  @Override
  public void close() {
    recording.ifPresent(Recording::close);
    bench.close();
  }
}
