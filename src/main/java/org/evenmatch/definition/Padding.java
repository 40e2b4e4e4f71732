package org.evenmatch.definition;

/** What a window does at the border of its input. */
public enum Padding implements YamlName {
  /** The window stays inside: output = floor((input − kernel) ÷ stride) + 1. */
  VALID,
  /** The input is padded with zeros: output = ceil(input ÷ stride). */
  SAME;

  /** Pixels of padding before the image; of an odd number the larger half is behind it. */
  int before(int input, int kernel, int stride) {
    return this == SAME ? Math.max(0, missing(input, kernel, stride)) / 2 : 0;
  }

  /** Pixels that windows reach beyond the image; below 0 those that they leave out at its end. */
  int missing(int input, int kernel, int stride) {
    return ((outputSize(input, kernel, stride) - 1) * stride) + kernel - input;
  }

  int outputSize(int input, int kernel, int stride) {
    return this == SAME ? (input + stride - 1) / stride : Math.floorDiv(input - kernel, stride) + 1;
  }
}
