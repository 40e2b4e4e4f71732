package org.evenmatch.kernels.gpu;

import static org.evenmatch.kernels.StepReference.features;
import static org.evenmatch.kernels.StepReference.labels;

import java.util.SplittableRandom;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.Pairs;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.engine.NativeRuntime;
import org.evenmatch.network.Networks;

/** Prints how long the layers of a step take on a GPU. Arguments: a pair and batch sizes. */
final class GpuProfile {
  private static final int TIMES = 100;

  private GpuProfile() {}

  public static void main(String[] args) {
    NativeRuntime.current().start();
    NetworkSpec spec = Pairs.load(args[0]).matched().convolutional();
    for (int i = 1; i < args.length; i++) {
      print(spec, Integer.parseInt(args[i]));
    }
  }

  private static void print(NetworkSpec spec, int batch) {
    SplittableRandom random = new SplittableRandom(1);
    MultiLayerNetwork network = Networks.build(spec, 1);
    Device device = Device.current();
    try (GpuRunner runner = new GpuRunner(network, device, Arithmetic.FLOAT32)) {
      Examples batchOf = new Examples.Features(features(spec, batch, random));
      runner.computeGradient(features(spec, batch, random), labels(spec, batch, random));
      GpuProgram program = runner.trainingProgram(batchOf);
      double sum = 0;
      for (GpuLayer layer : program.layers()) {
        double forward = micros(device, layer::forward);
        double backward = micros(device, layer::backward);
        sum += forward + backward;
        System.out.printf(
            "%s %d %s %s forward %.1f backward %.1f us%n",
            spec.name(),
            batch,
            layer.getClass().getSimpleName(),
            layer.extent(),
            forward,
            backward);
      }
      System.out.printf("%s %d sum %.1f us%n", spec.name(), batch, sum);
    }
  }

  private static double micros(Device device, Runnable work) {
    Recording recording =
        new Recording(
            device,
            () -> {
              for (int i = 0; i < TIMES; i++) {
                work.run();
              }
            });
    recording.repeat();
    device.synchronize();
    long start = System.nanoTime();
    recording.repeat();
    device.synchronize();
    double elapsed = (System.nanoTime() - start) / 1e3 / TIMES;
    recording.close();
    return elapsed;
  }
}
