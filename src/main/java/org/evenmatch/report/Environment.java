package org.evenmatch.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * The engine that computed.
 *
 * @param backend {@code cpu} or {@code cuda}
 * @param device the processor, or the first GPU
 * @param engine Deeplearning4j and its version
 * @param nativeBuild the build of the native library, {@code native} in the file
 * @param kernels who computes convolutions
 * @param blas the BLAS library
 * @param threads threads inside operations
 * @param gpus how many GPUs a batch is divided among; empty on the processor
 */
public record Environment(
    String backend,
    String device,
    String engine,
    @JsonProperty("native") String nativeBuild,
    String kernels,
    String blas,
    int threads,
    Optional<Integer> gpus) {}
