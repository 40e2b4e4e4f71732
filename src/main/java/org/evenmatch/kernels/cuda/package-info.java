/** Layers of Deeplearning4j's networks by cuDNN and cuBLAS, inside ND4J's own CUDA build. */
package org.evenmatch.kernels.cuda;
