package org.evenmatch.kernels.onednn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_desc;

/**
 * The kernels of one layer for a fixed batch size: first {@link #forward}, then, in training,
 * {@link #backward}. Tensors are allocated once and reused.
 */
public abstract class LayerKernels {
  private final Tensor output;
  private final List<Kernel> forward = new ArrayList<>();
  private final List<Kernel> backward = new ArrayList<>();
  private final List<String> implementations = new ArrayList<>();
  private final List<primitive_desc> hints = new ArrayList<>();

  LayerKernels(Tensor output) {
    this.output = output;
  }

  /** What the layer gives, and the next one takes. */
  public final Tensor output() {
    return output;
  }

  /** Computes {@link #output} from the input. */
  public void forward() {
    forward.forEach(Kernel::run);
  }

  /**
   * Prepares the backward pass.
   *
   * @param outputGradient the gradient of the loss by {@link #output}; may be overwritten
   * @param inputGradientNeeded whether somebody needs the gradient by the input
   * @return the gradient by the input, if needed
   */
  public abstract Optional<Tensor> prepareBackward(
      Tensor outputGradient, boolean inputGradientNeeded);

  /** Computes the gradients of the parameters and, if needed, of the input. */
  public void backward() {
    backward.forEach(Kernel::run);
  }

  /** oneDNN's names of what computes the products of this layer, in the order of a step. */
  final List<String> implementations() {
    return implementations;
  }

  /** The description of {@code product} by the implementation to use, which is noted. */
  final <D extends primitive_desc> D fastest(
      Product<D> product, long batch, Optional<String> usual) {
    OneDnn oneDnn = output.oneDnn();
    return noted(oneDnn.implementations().of(oneDnn, product, batch, usual));
  }

  /** Notes who computes what {@code description} describes, and gives it back. */
  final <D extends primitive_desc> D noted(D description) {
    implementations.add(Implementations.name(description));
    return description;
  }

  /** Keeps {@code forward}, which oneDNN's descriptions of gradients point to, from collection. */
  final <D extends primitive_desc> D hint(D forward) {
    hints.add(forward);
    return forward;
  }

  final void addForward(Kernel kernel) {
    forward.add(kernel);
  }

  final void addBackward(Kernel kernel) {
    backward.add(kernel);
  }

  /** {@code tensor} itself, or a copy in {@code layout} that the forward pass makes. */
  final Tensor forwardIn(memory.desc layout, Tensor tensor) {
    return in(layout, tensor, forward);
  }

  /** {@code tensor} itself, or a copy in {@code layout} that the backward pass makes. */
  final Tensor backwardIn(memory.desc layout, Tensor tensor) {
    return in(layout, tensor, backward);
  }

  private static Tensor in(memory.desc layout, Tensor tensor, List<Kernel> kernels) {
    if (tensor.hasLayout(layout)) {
      return tensor.as(layout);
    }
    Tensor copy = Tensor.allocate(tensor.oneDnn(), layout);
    kernels.add(Kernel.reorder(tensor, copy));
    return copy;
  }
}
