package org.evenmatch.kernels;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Where the values of ND4J's arrays lie. */
public final class Addresses {
  private Addresses() {}

  /** The address of the first value of {@code array}. */
  public static FloatPointer of(INDArray array) {
    return of(array, 0, array.length());
  }

  /** The address of {@code count} values from {@code from} on. */
  public static FloatPointer of(INDArray array, long from, long count) {
    long first = array.data().address() + ((array.offset() + from) * Float.BYTES);
    FloatPointer values = new FloatPointer(new At(first));
    values.capacity(count);
    return values;
  }

  /** The address of the value {@code from} behind the one at {@code first}. */
  public static FloatPointer behind(Pointer first, long from) {
    return at(first.address() + (from * Float.BYTES));
  }

  /** The value at {@code address}, of this process or of a device. */
  public static FloatPointer at(long address) {
    return new FloatPointer(new At(address));
  }

  /** A pointer to an address that somebody else owns. */
  private static final class At extends Pointer {
    At(long address) {
      super((Pointer) null);
      this.address = address;
    }
  }
}
