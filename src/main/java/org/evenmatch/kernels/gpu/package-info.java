/** Whole training steps on an NVIDIA GPU: cuBLAS, cuDNN and a few kernels of its own. */
package org.evenmatch.kernels.gpu;
