package org.evenmatch.kernels.gpu;

import org.bytedeco.javacpp.FloatPointer;
import org.evenmatch.kernels.Addresses;

/**
 * Values in the GPU's memory.
 *
 * @param address of the first byte
 * @param bytes how many there are
 */
record DeviceArray(long address, long bytes) {

  /** Of {@code count} float32 values, those from {@code from} on. */
  DeviceArray floats(long from, long count) {
    return bytes(from * Float.BYTES, count * Float.BYTES);
  }

  /** Of the bytes, {@code count} from {@code from} on. */
  DeviceArray bytes(long from, long count) {
    if (from < 0 || count < 0 || from + count > bytes) {
      throw new IllegalArgumentException(
          "a part must lie within " + bytes + " bytes, but is " + count + " from " + from);
    }
    return new DeviceArray(address + from, count);
  }

  /** For calls that take addresses of the GPU. */
  FloatPointer pointer() {
    return Addresses.at(address);
  }
}
