package org.evenmatch.kernels.gpu;

import java.lang.ref.Reference;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.evenmatch.kernels.Addresses;
import org.evenmatch.kernels.Pixels;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A batch as it is copied to the GPU. */
sealed interface Examples {
  /** Of the features: {@code [batch, channels, height, width]} or {@code [batch, values]}. */
  long[] dimensions();

  /** How many bytes are copied. */
  long bytes();

  /** Puts them into memory that the GPU copies from. */
  void writeTo(Pointer memory);

  /** Features, float32. */
  record Features(INDArray values) implements Examples {
    public Features {
      if (values.dataType() != DataType.FLOAT) {
        throw new IllegalArgumentException("values must be float32, but are " + values.dataType());
      }
      // Row by row; copies none where they lie so already.
      values = plain(values);
    }

    static INDArray plain(INDArray array) {
      return array.ordering() == 'c' && !array.isView() ? array : array.dup('c');
    }

    @Override
    public long[] dimensions() {
      return values.shape();
    }

    @Override
    public long bytes() {
      return values.length() * Float.BYTES;
    }

    @Override
    public void writeTo(Pointer memory) {
      try {
        Pointer.memcpy(memory, Addresses.of(values), bytes());
      } finally {
        // What is copied from is an address: the array must not be collected before.
        Reference.reachabilityFence(values);
      }
    }
  }

  /** Bytes that the GPU makes features of. */
  record Bytes(Pixels pixels) implements Examples {
    @Override
    public long[] dimensions() {
      return pixels.dimensions();
    }

    @Override
    public long bytes() {
      return pixels.values().length;
    }

    @Override
    public void writeTo(Pointer memory) {
      new BytePointer(memory).put(pixels.values(), 0, pixels.values().length);
    }
  }
}
