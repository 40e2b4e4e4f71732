package org.evenmatch.engine;

/**
 * The engine that computes, as found once it is loaded.
 *
 * @param backend cpu or cuda
 * @param device the processor, or the first GPU
 * @param engine Deeplearning4j and its version
 * @param nativeBuild the build of ND4J's native library
 * @param kernels who computes layers; empty until that is asked
 * @param blas the BLAS library
 * @param threads threads inside operations
 * @param gpus how many GPUs a batch is divided among; 0 on the processor
 * @param precision how arithmetic is done
 */
public record EngineInfo(
    Backend backend,
    String device,
    String engine,
    String nativeBuild,
    String kernels,
    String blas,
    int threads,
    int gpus,
    Precision precision) {

  /** The same with who computes layers. */
  public EngineInfo with(String library) {
    return new EngineInfo(
        backend, device, engine, nativeBuild, library, blas, threads, gpus, precision);
  }
}
