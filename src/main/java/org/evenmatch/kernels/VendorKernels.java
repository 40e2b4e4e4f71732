package org.evenmatch.kernels;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Switches the helpers of Deeplearning4j's layers on, which are off by default. */
public final class VendorKernels {
  private static final String DISABLE = "org.eclipse.deeplearning4j.helpers.disable";

  private VendorKernels() {}

  /** Initialises a network whose layers may have oneDNN's or cuDNN's kernels. */
  public static MultiLayerNetwork initialised(MultiLayerConfiguration configuration) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    whileOn(network::init);
    return network;
  }

  /** Runs {@code initialisation}, in which layers look for helpers; what the user has set stays. */
  public static synchronized void whileOn(Runnable initialisation) {
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
