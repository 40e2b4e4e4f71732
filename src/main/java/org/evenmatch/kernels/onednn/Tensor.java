package org.evenmatch.kernels.onednn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.evenmatch.kernels.Addresses;

/**
 * A block of float32 values outside Java's heap, in a layout that oneDNN knows. Logical dimensions
 * are {@code [batch, channels, height, width]}, {@code [batch, units]}, {@code [filters, channels,
 * height, width]} or {@code [units, inputs]}, however the values lie in memory.
 */
public final class Tensor {
  private static final long BYTES_PER_FLOAT = Float.BYTES;

  private final OneDnn oneDnn;
  private final memory.desc layout;
  private final memory block;
  private final long offset;
  private final List<Tensor> aliases = new ArrayList<>();
  private final List<Tensor> keepAlive = new ArrayList<>();

  private Tensor(OneDnn oneDnn, memory.desc layout, memory block, long offset) {
    this.oneDnn = oneDnn;
    this.layout = layout;
    this.block = block;
    this.offset = offset;
  }

  /** New memory in {@code layout}; its values are undefined. */
  static Tensor allocate(OneDnn oneDnn, memory.desc layout) {
    return new Tensor(oneDnn, layout, new memory(layout, oneDnn.engine()), 0);
  }

  /** New plain memory of given dimensions, all values 0. */
  static Tensor zeros(OneDnn oneDnn, long... dimensions) {
    Tensor zeros = plain(oneDnn, dimensions);
    Pointer.memset(zeros.values(), 0, zeros.layout.get_size());
    return zeros;
  }

  /** New memory {@code [values]}. */
  static Tensor vector(OneDnn oneDnn, long values) {
    return allocate(oneDnn, layout(memory.format_tag.x, values));
  }

  /** Memory that somebody else owns and keeps. */
  static Tensor over(OneDnn oneDnn, memory.desc layout, Pointer values) {
    return new Tensor(oneDnn, layout, new memory(layout, oneDnn.engine(), values), 0);
  }

  /** Plain memory of given dimensions that somebody else owns and keeps, row by row. */
  public static Tensor plainOver(OneDnn oneDnn, Pointer values, long... dimensions) {
    return over(oneDnn, plain(dimensions), values);
  }

  /** New plain memory of given dimensions, row by row. */
  public static Tensor plain(OneDnn oneDnn, long... dimensions) {
    return allocate(oneDnn, plain(dimensions));
  }

  /** The layout in which values lie row by row. */
  static memory.desc plain(long... dimensions) {
    return layout(
        switch (dimensions.length) {
          case 1 -> memory.format_tag.a;
          case 2 -> memory.format_tag.ab;
          case 3 -> memory.format_tag.abc;
          default -> memory.format_tag.abcd;
        },
        dimensions);
  }

  /** A layout in which neighbours along each dimension lie {@code strides} values apart. */
  static memory.desc strided(long[] dimensions, long[] strides) {
    return new memory.desc(dimensions, memory.data_type.f32, strides);
  }

  static memory.desc layout(memory.format_tag tag, long... dimensions) {
    return new memory.desc(dimensions, memory.data_type.f32, tag);
  }

  /** The logical dimensions. */
  public long[] dimensions() {
    return dimensions(layout);
  }

  /** The logical dimensions of what {@code layout} describes. */
  static long[] dimensions(memory.desc layout) {
    long[] dimensions = new long[layout.get_ndims()];
    layout.get_dims().get(dimensions);
    return dimensions;
  }

  /** How many values there are, without padding. */
  public long volume() {
    return volume(dimensions());
  }

  /** How many values such dimensions have. */
  static long volume(long... dimensions) {
    long volume = 1;
    for (long dimension : dimensions) {
      volume *= dimension;
    }
    return volume;
  }

  OneDnn oneDnn() {
    return oneDnn;
  }

  memory.desc layout() {
    return layout;
  }

  memory memory() {
    return block;
  }

  boolean hasLayout(memory.desc other) {
    return layout.equals(other);
  }

  /**
   * The same memory under another description of as many values. oneDNN calls layouts equal that
   * differ in the stride of a dimension of size 1, but chooses its kernels by these strides.
   */
  Tensor as(memory.desc description) {
    return view(0, description);
  }

  /** A part of the same memory, from the value {@code from} on, as {@code description} has it. */
  Tensor view(long from, memory.desc description) {
    memory part = new memory(description, oneDnn.engine(), Addresses.behind(values(), from));
    Tensor alias = new Tensor(oneDnn, description, part, from);
    aliases.add(alias);
    alias.keepAlive.add(this);
    return alias;
  }

  /** Lets this tensor, and what stands for it, be other memory of the same layout. */
  public void pointTo(Pointer values) {
    Pointer own = offset == 0 ? values : Addresses.behind(values, offset);
    block.set_data_handle(own);
    aliases.forEach(alias -> alias.pointTo(own));
  }

  /** The values as they lie in memory. */
  public FloatPointer values() {
    FloatPointer values = new FloatPointer(block.get_data_handle());
    values.capacity(layout.get_size() / BYTES_PER_FLOAT);
    return values;
  }
}
