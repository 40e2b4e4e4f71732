package org.evenmatch.data;

import org.evenmatch.kernels.Pixels;

/**
 * Brings every channel to mean 0 and standard deviation 1 by the statistics of the training set.
 *
 * <p>A byte {@code b} of channel {@code c} becomes {@code (b − mean[c]) ÷ deviation[c]}.
 */
public final class Normalization {
  private final float[][] tables;
  private final float[] joined;
  private final byte[] means;

  private Normalization(float[][] tables, byte[] means) {
    this.tables = tables;
    this.joined = new float[tables.length * Pixels.BYTE_VALUES];
    for (int channel = 0; channel < tables.length; channel++) {
      System.arraycopy(
          tables[channel], 0, joined, channel * Pixels.BYTE_VALUES, Pixels.BYTE_VALUES);
    }
    this.means = means;
  }

  /** Measures {@code train}. */
  public static Normalization of(ImageSet train) {
    int channels = train.shape().channels();
    int plane = train.shape().height() * train.shape().width();
    long[][] histograms = new long[channels][Pixels.BYTE_VALUES];
    byte[] pixels = train.pixels();
    for (int start = 0; start < pixels.length; start += plane) {
      long[] histogram = histograms[(start / plane) % channels];
      for (int i = start; i < start + plane; i++) {
        histogram[pixels[i] & 0xff]++;
      }
    }
    float[][] tables = new float[channels][];
    byte[] means = new byte[channels];
    for (int channel = 0; channel < channels; channel++) {
      tables[channel] = table(histograms[channel]);
      means[channel] = (byte) Math.round(mean(histograms[channel]));
    }
    return new Normalization(tables, means);
  }

  private static float[] table(long[] histogram) {
    double count = 0;
    double squares = 0;
    for (int value = 0; value < Pixels.BYTE_VALUES; value++) {
      count += histogram[value];
      squares += (double) histogram[value] * value * value;
    }
    double mean = mean(histogram);
    double deviation = Math.sqrt(Math.max(0, (squares / count) - (mean * mean)));
    float[] table = new float[Pixels.BYTE_VALUES];
    for (int value = 0; value < Pixels.BYTE_VALUES; value++) {
      // A channel of one value carries nothing: it becomes 0.
      table[value] = deviation == 0 ? 0 : (float) ((value - mean) / deviation);
    }
    return table;
  }

  private static double mean(long[] histogram) {
    double count = 0;
    double sum = 0;
    for (int value = 0; value < Pixels.BYTE_VALUES; value++) {
      count += histogram[value];
      sum += (double) histogram[value] * value;
    }
    return sum / count;
  }

  /** The mean of {@code channel} in the training set, rounded to an unsigned byte. */
  byte mean(int channel) {
    return means[channel];
  }

  /** What an unsigned byte of {@code channel} becomes, for every value. */
  public float[] table(int channel) {
    return tables[channel];
  }

  /** The same for all channels, {@code [channels, 256]}; always the one array. */
  float[] tables() {
    return joined;
  }
}
