package org.evenmatch.kernels.gpu;

import org.bytedeco.javacpp.FloatPointer;

/** Makes features of bytes, before the first layer. */
final class GpuNormalizer {
  private final Device device;
  private final DeviceArray features;
  private final DeviceArray tables;
  private final Launch normalize;
  private float[] sent = {};

  /**
   * Prepares it.
   *
   * @param pixels where the bytes will lie
   * @param extent of the features
   * @param like examples as they will come
   */
  GpuNormalizer(Workbench bench, DeviceArray pixels, Extent extent, Examples like) {
    this.device = bench.device();
    this.features = bench.floats(extent.count());
    this.tables = bench.floats(tables(like).length);
    int channels = ((Examples.Bytes) like).pixels().channels();
    this.normalize =
        Launch.each(
            device,
            "normalize",
            extent.count(),
            pixels,
            tables,
            features,
            channels,
            extent.values() / channels);
  }

  private static float[] tables(Examples examples) {
    return ((Examples.Bytes) examples).pixels().features();
  }

  DeviceArray features() {
    return features;
  }

  /** Has the GPU know what the bytes of these examples stand for. */
  void prepare(Examples batch) {
    float[] needed = tables(batch);
    // Always the same array for the same images.
    if (needed != sent) {
      try (FloatPointer host = new FloatPointer(needed)) {
        device.send(host, tables);
        device.synchronize();
      }
      sent = needed;
    }
  }

  void run() {
    normalize.run();
  }
}
