package org.evenmatch.kernels.gpu;

import static org.bytedeco.cuda.global.cudart.cuLaunchKernel;

import java.util.Arrays;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.evenmatch.files.InvalidInputException;

/** One kernel with its arguments, to be queued again and again. */
final class Launch implements Runnable {
  private static final int THREADS = 256;

  /** Enough to fill any GPU; each thread takes as many values as it must. */
  private static final long MOST_BLOCKS = 4096;

  /** The kernels' indices have 32 bits, and go a little beyond the last value. */
  private static final long MOST_VALUES = 2_000_000_000;

  private final Device device;
  private final String name;
  private final CUfunc_st function;
  private final int across;
  private final int down;
  private final int threads;
  private final Pointer[] arguments;
  private final PointerPointer<Pointer> addresses;

  private Launch(
      Device device, String name, int across, int down, int threads, Object... arguments) {
    this.device = device;
    this.name = name;
    this.function = device.kernels().function(name);
    this.across = across;
    this.down = down;
    this.threads = threads;
    this.arguments = new Pointer[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      this.arguments[i] = passed(arguments[i]);
    }
    this.addresses = new PointerPointer<>(this.arguments);
  }

  /**
   * For each of {@code count} values, which is the kernel's last argument.
   *
   * @throws InvalidInputException if there are too many for the kernels' indices
   */
  static Launch each(Device device, String name, long count, Object... arguments) {
    if (count > MOST_VALUES) {
      throw new InvalidInputException(
          "a layer must have at most "
              + MOST_VALUES
              + " values for a batch on a GPU, but has "
              + count
              + ": choose a smaller batch");
    }
    Object[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = (int) count;
    return over(device, name, count, all);
  }

  /** The same for a kernel that has no such argument. */
  static Launch over(Device device, String name, long count, Object... arguments) {
    long blocks = Math.min(MOST_BLOCKS, (count + THREADS - 1) / THREADS);
    return new Launch(device, name, (int) Math.max(1, blocks), 1, THREADS, arguments);
  }

  /** With as many blocks and threads as the kernel is written for. */
  static Launch blocks(
      Device device, String name, int across, int down, int threads, Object... arguments) {
    return new Launch(device, name, across, down, threads, arguments);
  }

  private static Pointer passed(Object argument) {
    if (argument instanceof DeviceArray array) {
      return new LongPointer(new long[] {array.address()});
    }
    if (argument instanceof Integer number) {
      return new IntPointer(new int[] {number});
    }
    if (argument instanceof Float number) {
      return new FloatPointer(new float[] {number});
    }
    if (argument instanceof int[] structure) {
      return new IntPointer(structure);
    }
    throw new IllegalArgumentException("a kernel takes no " + argument.getClass());
  }

  @Override
  public void run() {
    Cuda.check(
        name,
        cuLaunchKernel(
            function, across, down, 1, threads, 1, 1, 0, device.stream(), addresses, null));
  }
}
