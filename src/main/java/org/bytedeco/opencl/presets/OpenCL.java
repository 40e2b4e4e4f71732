package org.bytedeco.opencl.presets;

/**
 * What oneDNN's binding names as its base, for graphics processors of other makers than NVIDIA.
 * Under this name JavaCPP finds that there is nothing to be loaded; the real one would have it look
 * for a library that computing on the processor does not need.
 */
public final class OpenCL {
  private OpenCL() {}
}
