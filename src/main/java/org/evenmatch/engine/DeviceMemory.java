package org.evenmatch.engine;

import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/** The memory of the device that ND4J computes on. */
public final class DeviceMemory {
  /** Activations, gradients and cuDNN's workspace need the rest. */
  private static final long SHARE_FOR_IMAGES = 4;

  private DeviceMemory() {}

  /** Whether {@code bytes} of images leave enough of the memory that is free now. */
  public static boolean holds(long bytes) {
    NativeOps device = NativeOpsHolder.getInstance().getDeviceNativeOps();
    return bytes <= device.getDeviceFreeMemoryDefault() / SHARE_FOR_IMAGES;
  }
}
