package org.evenmatch.kernels.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.SplittableRandom;
import org.bytedeco.javacpp.FloatPointer;
import org.evenmatch.engine.NativeRuntime;
import org.evenmatch.kernels.WindowGeometry;
import org.junit.jupiter.api.Test;

class ConvolutionKernelsTest {
  private static float[] fill(Tensor tensor, SplittableRandom random) {
    float[] values = new float[(int) tensor.volume()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((2 * random.nextDouble()) - 1);
    }
    tensor.values().put(values, 0, values.length);
    return values;
  }

  @Test
  void forwardIsThatOfSixNestedLoops() {
    NativeRuntime.current().start();
    assumeTrue(OneDnn.find().isPresent(), OneDnn.problem());
    OneDnn oneDnn = OneDnn.find().orElseThrow();
    SplittableRandom random = new SplittableRandom(3);
    for (int trial = 0; trial < 200; trial++) {
      int batch = 1 + random.nextInt(5);
      int channels = 1 + random.nextInt(18);
      int filters = 1 + random.nextInt(18);
      int kernelH = 1 + random.nextInt(4);
      int kernelW = 1 + random.nextInt(4);
      int stride = 1 + random.nextInt(2);
      int height = kernelH + random.nextInt(9);
      int width = kernelW + random.nextInt(9);
      WindowGeometry window =
          random.nextBoolean()
              ? WindowGeometry.same(height, width, kernelH, kernelW, stride, stride)
              : WindowGeometry.valid(height, width, kernelH, kernelW, stride, stride);
      Tensor input = Tensor.plain(oneDnn, batch, channels, height, width);
      Tensor weights = Tensor.plain(oneDnn, filters, channels, kernelH, kernelW);
      Tensor bias = Tensor.plain(oneDnn, filters);
      float[] x = fill(input, random);
      float[] w = fill(weights, random);
      float[] b = fill(bias, random);
      ConvolutionKernels kernels =
          new ConvolutionKernels(
              input,
              new ParameterTensors(weights, bias, weights, bias),
              window,
              ActivationFunction.RELU);

      kernels.forward();

      // Channels last in memory.
      FloatPointer output = kernels.output().values();
      long index = 0;
      for (int n = 0; n < batch; n++) {
        for (int row = 0; row < window.outputHeight(); row++) {
          for (int column = 0; column < window.outputWidth(); column++) {
            for (int filter = 0; filter < filters; filter++) {
              double sum = b[filter];
              for (int c = 0; c < channels; c++) {
                for (int i = 0; i < kernelH * kernelW; i++) {
                  int y = (row * stride) - window.padTop() + (i / kernelW);
                  int z = (column * stride) - window.padLeft() + (i % kernelW);
                  if (y >= 0 && y < height && z >= 0 && z < width) {
                    sum +=
                        (double) x[(((((n * channels) + c) * height) + y) * width) + z]
                            * w[(((filter * channels) + c) * kernelH * kernelW) + i];
                  }
                }
              }
              assertThat(output.get(index++))
                  .as("trial %d, %s", trial, window)
                  .isCloseTo((float) Math.max(0, sum), within(1e-4f));
            }
          }
        }
      }
      // Asked last: the pointer does not own its memory, the kernels do.
      assertThat(kernels.output().volume()).isEqualTo(index);
    }
  }
}
