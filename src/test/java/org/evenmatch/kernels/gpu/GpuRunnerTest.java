package org.evenmatch.kernels.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.evenmatch.kernels.StepReference.features;
import static org.evenmatch.kernels.StepReference.labels;
import static org.evenmatch.kernels.StepReference.withoutDropout;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.Pairs;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.Match;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.engine.NativeRuntime;
import org.evenmatch.kernels.NetworkRunner;
import org.evenmatch.kernels.RunnerContract;
import org.evenmatch.kernels.Supported;
import org.evenmatch.network.Networks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Steps on a GPU against Deeplearning4j's own methods on the processor. */
class GpuRunnerTest extends RunnerContract {
  /** Before each, so that every test is seen to be skipped. */
  @BeforeEach
  void needsGpu() {
    NativeRuntime.current().start();
    String problem = "";
    try {
      Device.current();
    } catch (LinkageError | IllegalStateException e) {
      problem = "there is no GPU with CUDA 13 and cuDNN 9: " + e;
    }
    assumeTrue(problem.isEmpty(), problem);
  }

  @Override
  protected NetworkRunner runner(MultiLayerNetwork network) {
    return new GpuRunner(network, Device.current(), Arithmetic.EXACT);
  }

  @Override
  protected double gradient(MultiLayerNetwork network, INDArray features, INDArray labels) {
    try (GpuRunner runner = new GpuRunner(network, Device.current(), Arithmetic.EXACT)) {
      return runner.computeGradient(features, labels);
    }
  }

  @Override
  protected Optional<String> problem(MultiLayerNetwork network) {
    return Supported.problem(network, layer -> Optional.empty());
  }

  @Override
  protected boolean covers(NetworkSpec network) {
    return true;
  }

  @Test
  void theCheckBeforeTrainingPasses() {
    GpuCheck.once();
  }

  @Test
  void gradientsAreThoseOfDoublePrecisionForLocallyConnectedLayers() {
    NetworkSpec lenet =
        Pairs.load("lenet").matchedBy(Match.UNITS, List.of(Kind.LOCAL)).member(Kind.LOCAL);
    assertGradientIsRight(withoutDropout(lenet), 3, 1);
  }

  @Test
  void theSameStepsGiveTheSameBits() {
    NetworkSpec spec = Pairs.load("cifar-vgg").spec().convolutional();
    MultiLayerNetwork first = Networks.build(spec, 2);
    MultiLayerNetwork second = Networks.build(spec, 2);
    for (MultiLayerNetwork network : List.of(first, second)) {
      SplittableRandom random = new SplittableRandom(5);
      try (GpuRunner runner = new GpuRunner(network, Device.current(), Arithmetic.FLOAT32)) {
        for (int step = 0; step < 5; step++) {
          runner.fit(features(spec, 64, random), labels(spec, 64, random));
        }
        runner.updateNetwork();
      }
    }
    // Not equals, which allows for rounding.
    assertThat(first.params().equalsWithEps(second.params(), 0)).isTrue();
  }
}
