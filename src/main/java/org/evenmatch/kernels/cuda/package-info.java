/** Layers of Deeplearning4j's networks by cuDNN and cuBLAS, on NVIDIA GPUs. */
package org.evenmatch.kernels.cuda;
