package org.evenmatch.run;

import java.util.List;
import java.util.Optional;
import org.evenmatch.engine.EngineInfo;
import org.evenmatch.engine.Gpu;
import org.evenmatch.engine.NativeRuntime;
import org.evenmatch.engine.NvidiaDriver;
import org.evenmatch.engine.Setting;
import org.evenmatch.kernels.KernelLibrary;

/**
 * What was found on this machine, what a process uses, and why.
 *
 * @param processor the processor's name
 * @param cores its physical cores
 * @param driver NVIDIA's driver, or why there is none
 * @param gpus a line each
 * @param java the version of Java
 * @param engine Deeplearning4j and its version
 * @param backend the backend that was chosen
 * @param reason why
 * @param nativeBuild the build of ND4J's native library
 * @param kernels who computes layers
 * @param blas the BLAS library
 * @param threads threads inside operations
 * @param settings of native libraries
 */
public record EngineReport(
    String processor,
    int cores,
    String driver,
    List<String> gpus,
    String java,
    String engine,
    String backend,
    String reason,
    String nativeBuild,
    String kernels,
    String blas,
    int threads,
    List<Setting> settings) {

  /** Loads the engine of {@code runtime} and describes it. */
  public static EngineReport of(NativeRuntime runtime) {
    EngineInfo engine = runtime.start();
    NvidiaDriver driver = NvidiaDriver.current();
    return new EngineReport(
        runtime.processor().name(),
        runtime.processor().cores(),
        driver
            .version()
            .map(version -> "NVIDIA " + version)
            .orElseGet(() -> "no NVIDIA driver: " + driver.remark().orElse("")),
        driver.gpus().stream().map(EngineReport::described).toList(),
        Runtime.version().toString(),
        engine.engine(),
        engine.backend().yamlName(),
        runtime.choice().reason(),
        engine.nativeBuild(),
        KernelLibrary.current().description(),
        engine.blas(),
        engine.threads(),
        runtime.settings());
  }

  /** The same, chosen for another reason: by who started the process. */
  public EngineReport because(String other) {
    return new EngineReport(
        processor,
        cores,
        driver,
        gpus,
        java,
        engine,
        backend,
        other,
        nativeBuild,
        kernels,
        blas,
        threads,
        settings);
  }

  private static String described(Gpu gpu) {
    Optional<String> memory =
        gpu.memoryBytes().stream().mapToObj(bytes -> ", " + (bytes >> 20) + " MiB").findFirst();
    return gpu.name()
        + ", compute capability "
        + gpu.capability().map(Object::toString).orElse("unknown")
        + memory.orElse("");
  }
}
