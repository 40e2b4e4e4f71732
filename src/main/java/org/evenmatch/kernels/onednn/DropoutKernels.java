package org.evenmatch.kernels.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;

import java.util.Optional;
import java.util.SplittableRandom;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Dropout in training: each value is kept with a probability and then divided by it, or becomes 0
 * (Srivastava et al., 2014, in the inverted form). The mask depends on the seed and the count of
 * forward passes alone.
 */
public final class DropoutKernels extends LayerKernels {
  private static final int BITS = 16;

  private final Tensor mask;
  private final FloatPointer maskValues;
  private final float[] values;
  private final double keep;
  private final StepSeed seed;

  /** Gives every training step a seed of its own. */
  @FunctionalInterface
  public interface StepSeed {
    long next();
  }

  /**
   * Prepares the forward pass.
   *
   * @param keep probability of keeping a value
   * @param seed of the mask, asked once a forward pass
   */
  public DropoutKernels(Tensor input, double keep, StepSeed seed) {
    super(Tensor.allocate(input.oneDnn(), input.layout()));
    this.keep = keep;
    this.seed = seed;
    this.mask = Tensor.allocate(input.oneDnn(), input.layout());
    this.maskValues = mask.values();
    this.values = new float[Math.toIntExact(maskValues.capacity())];
    addForward(masked(input, output()));
  }

  private Kernel masked(Tensor from, Tensor to) {
    binary.primitive_desc description =
        new binary.primitive_desc(
            from.oneDnn().engine(),
            algorithm.binary_mul,
            from.layout(),
            mask.layout(),
            to.layout());
    return new Kernel(from.oneDnn(), new binary(description))
        .with(DNNL_ARG_SRC_0, from)
        .with(DNNL_ARG_SRC_1, mask)
        .with(DNNL_ARG_DST, to);
  }

  @Override
  public void forward() {
    SplittableRandom random = new SplittableRandom(seed.next());
    int threshold = (int) Math.round(keep * (1 << BITS));
    float scale = (float) (1 / keep);
    for (int i = 0; i < values.length; ) {
      long bits = random.nextLong();
      for (int part = 0; part < Long.SIZE / BITS && i < values.length; part++) {
        values[i++] = (bits & ((1 << BITS) - 1)) < threshold ? scale : 0;
        bits >>>= BITS;
      }
    }
    maskValues.put(values, 0, values.length);
    super.forward();
  }

  @Override
  public Optional<Tensor> prepareBackward(Tensor outputGradient, boolean inputGradientNeeded) {
    if (!inputGradientNeeded) {
      return Optional.empty();
    }
    Tensor gradient = backwardIn(output().layout(), outputGradient);
    addBackward(masked(gradient, gradient));
    return Optional.of(gradient);
  }
}
