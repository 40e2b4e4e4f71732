package org.evenmatch.kernels.gpu;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** What the layers of one program share: the GPU, its memory, and how products are computed. */
final class Workbench implements AutoCloseable {
  private final Device device;
  private final Arithmetic arithmetic;
  private final boolean training;
  private final DeviceArena arena = new DeviceArena();
  private final List<Runnable> releases = new ArrayList<>();
  private long workspaceBytes;
  private DeviceArray workspace;

  Workbench(Device device, Arithmetic arithmetic, boolean training) {
    this.device = device;
    this.arithmetic = arithmetic;
    this.training = training;
  }

  Device device() {
    return device;
  }

  Arithmetic arithmetic() {
    return arithmetic;
  }

  /** Whether gradients will be asked for. */
  boolean isTraining() {
    return training;
  }

  /** Room for {@code count} float32 zeros. */
  DeviceArray floats(long count) {
    return arena.floats(count);
  }

  /** Room for {@code count} bytes, all 0. */
  DeviceArray bytes(long count) {
    return arena.bytes(count);
  }

  /** Says that a call wants so much memory besides its arrays; calls run one after the other. */
  void needWorkspace(long bytes) {
    workspaceBytes = Math.max(workspaceBytes, bytes);
  }

  /** The memory that was said to be needed, when all layers are prepared. */
  Pointer workspace() {
    if (workspace == null) {
      workspace = arena.bytes(workspaceBytes);
    }
    return workspace.pointer();
  }

  /** Has {@code release} done when the program is given back. */
  void onClose(Runnable release) {
    releases.add(release);
  }

  /** One and zero, the factors of cuDNN and cuBLAS: {@code result = one × product + zero × old}. */
  static FloatPointer factor(float value) {
    return new FloatPointer(new float[] {value});
  }

  @Override
  public void close() {
    releases.forEach(Runnable::run);
    releases.clear();
    arena.close();
  }
}
