/**
 * Runs the steps of networks: by Deeplearning4j's own methods, or by a vendor's fast kernels behind
 * {@link org.evenmatch.kernels.KernelLibrary}, the only type by which the rest knows them.
 */
package org.evenmatch.kernels;
