package org.evenmatch.kernels.onednn;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Where the values of ND4J's arrays lie. */
final class Addresses {
  private Addresses() {}

  /** The address of the first value of {@code array}. */
  static FloatPointer of(INDArray array) {
    return of(array, 0, array.length());
  }

  /** The address of {@code count} values from {@code from} on. */
  static FloatPointer of(INDArray array, long from, long count) {
    long first = array.data().address() + ((array.offset() + from) * Float.BYTES);
    FloatPointer values = new FloatPointer(new At(first));
    values.capacity(count);
    return values;
  }

  /** The address of the value {@code from} behind the one at {@code first}. */
  static FloatPointer behind(Pointer first, long from) {
    return new FloatPointer(new At(first.address() + (from * Float.BYTES)));
  }

  /** A pointer to an address that somebody else owns. */
  private static final class At extends Pointer {
    At(long address) {
      super((Pointer) null);
      this.address = address;
    }
  }
}
