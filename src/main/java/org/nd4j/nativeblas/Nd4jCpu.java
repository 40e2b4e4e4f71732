package org.nd4j.nativeblas;

/**
 * The name under which Deeplearning4j 1.0.0-M2.1 asks whether oneDNN is there.
 *
 * <p>M2.1 moved its class {@code Nd4jCpu} to another package but still looks up this name by
 * reflection ({@code BaseMKLDNNHelper.mklDnnEnabled}), does not find it and leaves its oneDNN
 * kernels unused. With this class they run again.
 */
public final class Nd4jCpu {
  private Nd4jCpu() {}

  /** The two methods that are looked up. */
  public static final class Environment {
    private static final Environment INSTANCE = new Environment();

    private Environment() {}

    public static Environment getInstance() {
      return INSTANCE;
    }

    /** Whether the loaded native library has oneDNN and may use it. */
    public boolean isUseMKLDNN() {
      return org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu.Environment.getInstance().isUseONEDNN();
    }
  }
}
