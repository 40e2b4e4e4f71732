package org.evenmatch.kernels.gpu;

import static org.bytedeco.cuda.global.cudart.cudaEventCreateWithFlags;
import static org.bytedeco.cuda.global.cudart.cudaEventDestroy;
import static org.bytedeco.cuda.global.cudart.cudaEventDisableTiming;
import static org.bytedeco.cuda.global.cudart.cudaEventRecord;
import static org.bytedeco.cuda.global.cudart.cudaEventSynchronize;
import static org.bytedeco.cuda.global.cudart.cudaFreeHost;
import static org.bytedeco.cuda.global.cudart.cudaMallocHost;

import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.evenmatch.kernels.Addresses;

/**
 * What every step gets from the processor, in one copy: seeds, rates, labels and examples. The
 * processor may write the next steps' while the GPU is still at the ones before.
 */
final class StepInput {
  /** How many steps the processor may be ahead. */
  private static final int SLOTS = 4;

  private final Device device;
  private final DeviceArray all;
  private final int seeds;
  private final int rates;
  private final long labels;
  private final long examples;
  private final Slot[] slots = new Slot[SLOTS];
  private int next;

  /** Memory that the GPU copies from, and when it has done so. */
  private static final class Slot {
    final Pointer memory = new Pointer();
    final CUevent_st copied = new CUevent_st();

    void allocate(long bytes) {
      Cuda.check("cudaMallocHost", cudaMallocHost(memory, bytes));
      Cuda.check("cudaEventCreate", cudaEventCreateWithFlags(copied, cudaEventDisableTiming));
    }

    void close() {
      cudaEventDestroy(copied);
      cudaFreeHost(memory);
    }
  }

  /** Makes room for so many of each. */
  StepInput(Workbench bench, int seeds, int rates, long labels, long exampleBytes) {
    this.device = bench.device();
    this.seeds = seeds;
    // Whole multiples of 16 bytes, as cuBLAS and cuDNN like their arrays.
    this.rates = (rates + 3) / 4 * 4;
    this.labels = (labels + 3) / 4 * 4;
    this.examples = exampleBytes;
    this.all = bench.bytes(examplesFrom() + exampleBytes);
    for (int i = 0; i < SLOTS; i++) {
      Slot slot = new Slot();
      slots[i] = slot;
      bench.onClose(slot::close);
      slot.allocate(all.bytes());
    }
  }

  private long ratesFrom() {
    return (seeds + 1L) / 2 * 2 * Long.BYTES;
  }

  private long labelsFrom() {
    return ratesFrom() + ((long) rates * Float.BYTES);
  }

  private long examplesFrom() {
    return labelsFrom() + (labels * Float.BYTES);
  }

  /** The seed of number {@code index}, 8 bytes. */
  DeviceArray seed(int index) {
    return all.bytes((long) index * Long.BYTES, Long.BYTES);
  }

  DeviceArray rates() {
    return all.bytes(ratesFrom(), (long) rates * Float.BYTES);
  }

  DeviceArray labels() {
    return all.bytes(labelsFrom(), labels * Float.BYTES);
  }

  /** Features or bytes. */
  DeviceArray examples() {
    return all.bytes(examplesFrom(), examples);
  }

  /** Queues the copy of a step's input; the arrays are free again when this returns. */
  void send(long[] seedValues, float[] rateValues, FloatPointer labelValues, Examples batch) {
    if (labelValues.capacity() > labels) {
      throw new IllegalArgumentException(
          "labels must be at most " + labels + " values here, but are " + labelValues.capacity());
    }
    Slot slot = nextSlot();
    long start = slot.memory.address();
    if (seedValues.length > 0) {
      new LongPointer(Addresses.at(start)).put(seedValues, 0, seedValues.length);
    }
    Addresses.at(start + ratesFrom()).put(rateValues, 0, rateValues.length);
    Pointer.memcpy(
        Addresses.at(start + labelsFrom()), labelValues, labelValues.capacity() * Float.BYTES);
    send(slot, batch);
  }

  /** The same for inference, which needs no more than the examples. */
  void send(Examples batch) {
    send(nextSlot(), batch);
  }

  private Slot nextSlot() {
    Slot slot = slots[next];
    next = (next + 1) % SLOTS;
    Cuda.check("cudaEventSynchronize", cudaEventSynchronize(slot.copied));
    return slot;
  }

  private void send(Slot slot, Examples batch) {
    batch.writeTo(Addresses.at(slot.memory.address() + examplesFrom()));
    device.send(slot.memory, all);
    Cuda.check("cudaEventRecord", cudaEventRecord(slot.copied, device.stream()));
  }
}
