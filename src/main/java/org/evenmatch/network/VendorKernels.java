package org.evenmatch.network;

/** Switches Deeplearning4j's oneDNN layer helpers on, which are off by default. */
final class VendorKernels {
  private static final String DISABLE = "org.eclipse.deeplearning4j.helpers.disable";

  private VendorKernels() {}

  /** Runs {@code initialisation}, in which layers look for helpers; what the user has set stays. */
  static synchronized void whileOn(Runnable initialisation) {
    if (System.getProperty(DISABLE) != null) {
      initialisation.run();
      return;
    }
    System.setProperty(DISABLE, "false");
    try {
      initialisation.run();
    } finally {
      System.clearProperty(DISABLE);
    }
  }
}
