package org.evenmatch.kernels.gpu;

/**
 * How sums over all values of a channel are divided among blocks: into enough parts to fill the
 * GPU, the same at every step, so that the sums are too.
 *
 * @param channels the channels
 * @param perChannel parts of one
 */
record ChannelParts(int channels, int perChannel) {
  private static final int THREADS = 256;
  private static final int BLOCKS = 2048;

  /** Few enough for one thread to add. */
  private static final int MOST = 64;

  static ChannelParts of(Extent extent) {
    long values = (long) extent.batch() * extent.plane();
    long useful = Math.min(MOST, (values + THREADS - 1) / THREADS);
    return new ChannelParts(
        extent.channels(), (int) Math.max(1, Math.min(useful, BLOCKS / extent.channels())));
  }

  /** All parts. */
  int count() {
    return channels * perChannel;
  }

  /** A kernel with a block for each part. */
  Launch launch(Device device, String name, Object... arguments) {
    return Launch.blocks(device, name, channels, perChannel, THREADS, arguments);
  }

  /** Adds the parts of each channel. */
  Launch added(Device device, DeviceArray parts, DeviceArray sums) {
    return Launch.over(device, "add_parts", channels, parts, sums, perChannel, channels);
  }
}
