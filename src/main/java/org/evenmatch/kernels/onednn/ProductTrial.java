package org.evenmatch.kernels.onednn;

import java.lang.ref.Reference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.bytedeco.dnnl.global.dnnl.query;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_desc;

/** One implementation of a product, run on random values beside others. */
final class ProductTrial<D extends primitive_desc> {
  /** What a round of calls takes: one, or as many as there is time for. */
  private static final double ROUND_NANOS = 300_000;

  private static final int MOST_CALLS = 20;

  /** Of the largest value: sums of as many products in another order differ by far less. */
  private static final double TOLERANCE = 1e-3;

  private final OneDnn oneDnn;
  private final Product<D> product;
  private final String name;

  /** The same values for all, plain, by oneDNN's numbers. */
  private final Map<Integer, Tensor> given;

  private final Map<Integer, Tensor> found = new LinkedHashMap<>();
  private final Map<Integer, float[]> results = new LinkedHashMap<>();
  private final Kernel kernel;
  private final int calls;
  private double nanos = Double.POSITIVE_INFINITY;

  /** A first trial, which draws the values. */
  ProductTrial(OneDnn oneDnn, Product<D> product, D description) {
    this(oneDnn, product, description, drawn(oneDnn, product, description));
  }

  private ProductTrial(
      OneDnn oneDnn, Product<D> product, D description, Map<Integer, Tensor> given) {
    this.oneDnn = oneDnn;
    this.product = product;
    this.given = given;
    this.name = Implementations.name(description);
    this.kernel = new Kernel(oneDnn, product.operation().apply(description));
    given.forEach(
        (argument, values) -> {
          Tensor own = Tensor.allocate(oneDnn, layout(description, argument));
          Kernel.reorder(values, own).run();
          kernel.with(argument, own);
        });
    for (int argument : product.direction().found()) {
      Tensor own = Tensor.allocate(oneDnn, layout(description, argument));
      found.put(argument, own);
      kernel.with(argument, own);
    }
    kernel.run();
    long start = System.nanoTime();
    kernel.run();
    double second = Math.max(1, System.nanoTime() - start);
    this.calls = (int) Math.max(1, Math.min(MOST_CALLS, ROUND_NANOS / second));
  }

  private static <D extends primitive_desc> Map<Integer, Tensor> drawn(
      OneDnn oneDnn, Product<D> product, D description) {
    SplittableRandom random = new SplittableRandom(1);
    Map<Integer, Tensor> drawn = new LinkedHashMap<>();
    for (int argument : product.direction().given()) {
      Tensor plain = Tensor.plain(oneDnn, Tensor.dimensions(layout(description, argument)));
      float[] values = new float[(int) plain.volume()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextDouble(-1, 1);
      }
      var unused = plain.values().put(values);
      drawn.put(argument, plain);
    }
    return drawn;
  }

  /** The values of the largest array that a trial would need. */
  static long mostValues(Product<?> product, primitive_desc description) {
    return Stream.concat(product.direction().given().stream(), product.direction().found().stream())
        .mapToLong(argument -> Tensor.volume(Tensor.dimensions(layout(description, argument))))
        .max()
        .orElseThrow();
  }

  private static memory.desc layout(primitive_desc description, int argument) {
    return description.query_md(query.exec_arg_md, argument);
  }

  /** A trial of another implementation, on the same values. */
  ProductTrial<D> by(D description) {
    return new ProductTrial<>(oneDnn, product, description, given);
  }

  String name() {
    return name;
  }

  /** Whether both gave the same results, but for their rounding. */
  boolean agreesWith(ProductTrial<D> other) {
    return product.direction().found().stream()
        .allMatch(argument -> distance(plain(argument), other.plain(argument)) <= TOLERANCE);
  }

  /** What was found, row by row: always the same array. */
  private float[] plain(int argument) {
    return results.computeIfAbsent(argument, this::read);
  }

  private float[] read(int argument) {
    Tensor own = found.get(argument);
    Tensor plain = Tensor.plain(oneDnn, own.dimensions());
    Kernel.reorder(own, plain).run();
    float[] values = new float[(int) plain.volume()];
    try {
      var unused = plain.values().get(values);
      return values;
    } finally {
      // The pointer does not own its memory.
      Reference.reachabilityFence(plain);
    }
  }

  /** The largest difference of two values, relative to the largest value; NaN if there is one. */
  private static double distance(float[] one, float[] other) {
    double largest = Float.MIN_NORMAL;
    double apart = 0;
    for (int i = 0; i < one.length; i++) {
      largest = Math.max(largest, Math.abs(other[i]));
      apart = Math.max(apart, Math.abs((double) one[i] - other[i]));
    }
    return apart / largest;
  }

  /** Runs it again, and notes how long the shortest call took: others may want the cores too. */
  void run() {
    for (int i = 0; i < calls; i++) {
      long start = System.nanoTime();
      kernel.run();
      nanos = Math.min(nanos, (double) (System.nanoTime() - start));
    }
  }

  /** The shortest time of a call. */
  double nanos() {
    return nanos;
  }

  @Override
  public String toString() {
    return String.format("%s %.0f µs", name, nanos / 1e3);
  }
}
