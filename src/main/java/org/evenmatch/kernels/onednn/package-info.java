/** Whole training steps by oneDNN, on the memory of Deeplearning4j's networks. */
package org.evenmatch.kernels.onednn;
