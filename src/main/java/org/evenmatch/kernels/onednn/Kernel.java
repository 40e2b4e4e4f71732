package org.evenmatch.kernels.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;

/** One oneDNN primitive with its arguments, ready to run any number of times. */
final class Kernel {
  private final OneDnn oneDnn;
  private final primitive operation;
  private final IntMemoryMap arguments = new IntMemoryMap();
  private final List<Tensor> tensors = new ArrayList<>();

  Kernel(OneDnn oneDnn, primitive operation) {
    this.oneDnn = oneDnn;
    this.operation = operation;
  }

  /** Adds an argument by oneDNN's number for it. */
  Kernel with(int argument, Tensor tensor) {
    arguments.put(argument, tensor.memory());
    tensors.add(tensor);
    return this;
  }

  /** Copies between layouts of the same logical dimensions. */
  static Kernel reorder(Tensor from, Tensor to) {
    return new Kernel(from.oneDnn(), new reorder(from.memory(), to.memory()))
        .with(DNNL_ARG_FROM, from)
        .with(DNNL_ARG_DST, to);
  }

  /** Adds the values of one to those of the other. */
  static Kernel added(Tensor from, Tensor to) {
    post_ops sum = new post_ops();
    sum.append_sum();
    primitive_attr attributes = new primitive_attr();
    attributes.set_post_ops(sum);
    reorder.primitive_desc description =
        new reorder.primitive_desc(
            from.oneDnn().engine(),
            from.layout(),
            to.oneDnn().engine(),
            to.layout(),
            attributes,
            false);
    return new Kernel(from.oneDnn(), new reorder(description))
        .with(DNNL_ARG_FROM, from)
        .with(DNNL_ARG_DST, to);
  }

  void run() {
    operation.execute(oneDnn.stream(), arguments);
  }
}
