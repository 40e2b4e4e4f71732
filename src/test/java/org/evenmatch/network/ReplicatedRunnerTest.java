package org.evenmatch.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.Pairs;
import org.evenmatch.data.Batch;
import org.evenmatch.data.Batches;
import org.evenmatch.data.Datasets;
import org.evenmatch.data.ImageSet;
import org.evenmatch.data.Normalization;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Optimizer;
import org.evenmatch.definition.Schedule;
import org.evenmatch.definition.Training;
import org.evenmatch.engine.NativeRuntime;
import org.evenmatch.kernels.BuiltInRunner;
import org.evenmatch.kernels.InertRunner;
import org.evenmatch.kernels.NetworkRunner;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Replicas that are all on the processor: ND4J has one there. */
class ReplicatedRunnerTest {
  private static final long MOST_MILLIS_ENDING = 60_000;

  @BeforeAll
  static void loadEngine() {
    NativeRuntime.current().start();
  }

  private static NetworkSpec lenet(Kind kind, Training training) {
    NetworkSpec spec = Pairs.load("lenet").matched().member(kind);
    List<LayerSpec> layers =
        spec.layers().stream().filter(layer -> !(layer instanceof LayerSpec.Dropout)).toList();
    return new NetworkSpec(spec.name(), kind, spec.image(), layers, training);
  }

  private static Training training(Optimizer optimizer, double rate) {
    return new Training(optimizer, rate, Schedule.LINEAR, 12, 4);
  }

  private static Batches batches(NetworkSpec spec, int images) {
    ImageSet train = Datasets.glyphs().train().first(images);
    return new Batches(
        train,
        10,
        Normalization.of(train),
        spec.training().batch(),
        Networks.takesVectors(Networks.build(spec, 1)));
  }

  private static double distance(INDArray found, INDArray expected) {
    return found.sub(expected).norm2Number().doubleValue() / expected.norm2Number().doubleValue();
  }

  @ParameterizedTest
  @CsvSource({"CNN, SGD, 3", "FC, SGD, 2", "CNN, NESTEROVS, 2"})
  void doTheStepsOfOneDeviceWhereTheOptimiserIsLinear(Kind kind, Optimizer optimizer, int devices) {
    // The last batch of an epoch has 7 images, which is divisible by neither.
    NetworkSpec spec = lenet(kind, training(optimizer, 0.01));
    MultiLayerNetwork whole = Networks.build(spec, 2);
    MultiLayerNetwork divided = Networks.build(spec, 2);
    BuiltInRunner single = new BuiltInRunner(whole);
    try (ReplicatedRunner several = new ReplicatedRunner(divided, devices, BuiltInRunner::new)) {
      for (int epoch = 1; epoch <= 2; epoch++) {
        single.startEpoch(epoch);
        several.startEpoch(epoch);
        for (Batch batch : batches(spec, 43).shuffled(1, epoch)) {
          single.fit(batch.features(), batch.labels());
          several.fit(batch.features(), batch.labels());
        }
        assertThat(several.awaitLossSum()).isCloseTo(single.awaitLossSum(), withinPercentage(0.1));
      }
      assertThat(several.awaitLossSum()).isZero();
    }

    assertThat(distance(divided.params(), whole.params())).isLessThan(1e-5);
    assertThat(divided.getIterationCount()).isEqualTo(whole.getIterationCount()).isEqualTo(8);
    assertThat(divided.getEpochCount()).isEqualTo(1);
    assertThat(divided.score()).isCloseTo(whole.score(), within(1e-4));
    if (optimizer == Optimizer.NESTEROVS) {
      assertThat(
              distance(
                  divided.getUpdater().getStateViewArray(), whole.getUpdater().getStateViewArray()))
          .isLessThan(1e-4);
    }
  }

  @Test
  void learnWithAdamAsOneDeviceDoes() {
    NetworkSpec spec = lenet(Kind.CNN, training(Optimizer.ADAM, 0.001));
    MultiLayerNetwork whole = Networks.build(spec, 2);
    MultiLayerNetwork divided = Networks.build(spec, 2);
    BuiltInRunner single = new BuiltInRunner(whole);
    try (ReplicatedRunner several = new ReplicatedRunner(divided, 2, BuiltInRunner::new)) {
      double before = 0;
      for (int epoch = 1; epoch <= 3; epoch++) {
        single.startEpoch(epoch);
        several.startEpoch(epoch);
        for (Batch batch : batches(spec, 600).shuffled(1, epoch)) {
          single.fit(batch.features(), batch.labels());
          several.fit(batch.features(), batch.labels());
        }
        double loss = several.awaitLossSum();
        assertThat(loss).isCloseTo(single.awaitLossSum(), withinPercentage(30));
        if (epoch > 1) {
          assertThat(loss).isLessThan(0.8 * before);
        }
        before = loss;
      }
    }
  }

  @Test
  void goOnFromWhereANetworkStands() {
    NetworkSpec spec = lenet(Kind.FC, training(Optimizer.NESTEROVS, 0.01));
    MultiLayerNetwork once = Networks.build(spec, 2);
    MultiLayerNetwork twice = Networks.build(spec, 2);
    try (ReplicatedRunner runner = new ReplicatedRunner(once, 2, BuiltInRunner::new)) {
      runner.startEpoch(1);
      batches(spec, 48).inOrder().forEach(batch -> runner.fit(batch.features(), batch.labels()));
    }

    for (int part = 0; part < 2; part++) {
      try (ReplicatedRunner runner = new ReplicatedRunner(twice, 2, BuiltInRunner::new)) {
        runner.startEpoch(1);
        int skipped = 2 * part;
        int step = 0;
        for (Batch batch : batches(spec, 48).inOrder()) {
          if (step >= skipped && step < skipped + 2) {
            runner.fit(batch.features(), batch.labels());
          }
          step++;
        }
      }
    }

    assertThat(twice.getIterationCount()).isEqualTo(4);
    assertThat(twice.params()).isEqualTo(once.params());
  }

  @Test
  void drawOtherDropoutMasksOnEachDevice() {
    NetworkSpec lenet = lenet(Kind.FC, training(Optimizer.SGD, 0.01));
    List<LayerSpec> layers = List.of(new LayerSpec.Dropout("drop", 0.5), lenet.layers().get(3));
    NetworkSpec spec = new NetworkSpec("drop-fc", Kind.FC, lenet.image(), layers, lenet.training());
    MultiLayerNetwork divided = Networks.build(spec, 2);
    MultiLayerNetwork whole = Networks.build(spec, 2);
    INDArray half = Nd4j.ones(DataType.FLOAT, 4, 28 * 28);
    INDArray label = Nd4j.zeros(DataType.FLOAT, 4, 10);
    label.getColumn(3).assign(1);

    // Equal examples: with the same mask both halves would give what one half gives alone.
    try (ReplicatedRunner runner = new ReplicatedRunner(divided, 2, BuiltInRunner::new)) {
      runner.startEpoch(1);
      runner.fit(Nd4j.vstack(half, half), Nd4j.vstack(label, label));
    }
    BuiltInRunner alone = new BuiltInRunner(whole);
    alone.startEpoch(1);
    alone.fit(half, label);

    assertThat(distance(divided.params(), whole.params())).isGreaterThan(1e-4);
  }

  @Test
  void sayWhatWentWrongOnAnotherDevice() {
    NetworkSpec spec = lenet(Kind.FC, training(Optimizer.SGD, 0.01));
    MultiLayerNetwork network = Networks.build(spec, 2);
    Iterator<Function<MultiLayerNetwork, NetworkRunner>> runners =
        List.<Function<MultiLayerNetwork, NetworkRunner>>of(
                BuiltInRunner::new, replica -> new Failing())
            .iterator();
    try (ReplicatedRunner runner =
        new ReplicatedRunner(network, 2, one -> runners.next().apply(one))) {
      Batch batch = batches(spec, 12).inOrder().iterator().next();

      assertThatThrownBy(() -> runner.fit(batch.features(), batch.labels()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the second device is out of order");
    }
  }

  @Test
  void leaveNothingBehindWhenOneCannotBeMade() throws InterruptedException {
    NetworkSpec spec = lenet(Kind.FC, training(Optimizer.SGD, 0.01));
    MultiLayerNetwork network = Networks.build(spec, 2);
    Iterator<Function<MultiLayerNetwork, NetworkRunner>> runners =
        List.<Function<MultiLayerNetwork, NetworkRunner>>of(
                BuiltInRunner::new,
                BuiltInRunner::new,
                one -> {
                  throw new IllegalStateException("the third device has no memory left");
                })
            .iterator();

    assertThatThrownBy(
            () -> new ReplicatedRunner(network, 3, one -> runners.next().apply(one)).close())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the third device has no memory left");
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("replica-")) {
        thread.join(MOST_MILLIS_ENDING);
        assertThat(thread.isAlive()).as(thread.getName()).isFalse();
      }
    }
  }

  @Test
  void refuseToGoOnWhenAveragingDoesNotReachADevice() {
    List<float[]> first = List.of(new float[] {1, 2}, new float[] {3});
    List<float[]> same = List.of(new float[] {1, 2}, new float[] {3});
    List<float[]> other = List.of(new float[] {1, 2}, new float[] {4});

    ReplicatedRunner.requireSame(List.of(first, same, same));

    assertThatThrownBy(() -> ReplicatedRunner.requireSame(List.of(first, same, other)))
        .hasMessage(
            "after a step all GPUs must have the same parameters and optimiser state, but number 3"
                + " of 3 has others: use one GPU");
  }

  /** Fails at its first step. */
  private static final class Failing extends InertRunner {
    @Override
    public void fit(INDArray features, INDArray labels) {
      throw new IllegalStateException("the second device is out of order");
    }
  }
}
