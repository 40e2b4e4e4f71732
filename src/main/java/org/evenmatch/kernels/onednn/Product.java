package org.evenmatch.kernels.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import java.util.List;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_desc;

/**
 * A product of a layer (forward, or one of its two gradients), which oneDNN has several
 * implementations of.
 *
 * @param <D> oneDNN's description of it
 * @param direction which it is
 * @param layer the layer's sizes but for the batch, in words
 * @param macsPerExample multiply-accumulates of an example
 * @param description of a batch of so many examples: the implementation that oneDNN puts first
 * @param operation what {@code description} describes, ready to run
 */
record Product<D extends primitive_desc>(
    Direction direction,
    String layer,
    long macsPerExample,
    LongFunction<D> description,
    Function<D, primitive> operation) {
  /** Which product of a layer. */
  enum Direction {
    FORWARD("output"),
    WEIGHT_GRADIENT("weights' gradient"),
    INPUT_GRADIENT("input's gradient");

    private final String words;

    Direction(String words) {
      this.words = words;
    }

    /** A layer of such sizes, with the activation that only the forward pass contains. */
    String layer(String sizes, ActivationFunction activation) {
      return this == FORWARD ? sizes + " with " + activation : sizes;
    }

    /** oneDNN's numbers of what it reads. */
    List<Integer> given() {
      return switch (this) {
        case FORWARD -> List.of(DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_BIAS);
        case WEIGHT_GRADIENT -> List.of(DNNL_ARG_SRC, DNNL_ARG_DIFF_DST);
        case INPUT_GRADIENT -> List.of(DNNL_ARG_DIFF_DST, DNNL_ARG_WEIGHTS);
      };
    }

    /** oneDNN's numbers of what it writes. */
    List<Integer> found() {
      return switch (this) {
        case FORWARD -> List.of(DNNL_ARG_DST);
        case WEIGHT_GRADIENT -> List.of(DNNL_ARG_DIFF_WEIGHTS, DNNL_ARG_DIFF_BIAS);
        case INPUT_GRADIENT -> List.of(DNNL_ARG_DIFF_SRC);
      };
    }
  }

  /** What is computed, but for the batch. */
  String words() {
    return direction.words + " of " + layer;
  }
}
