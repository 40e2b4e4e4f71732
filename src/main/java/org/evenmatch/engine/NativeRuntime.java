package org.evenmatch.engine;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The native environment of this process: decided once, before ND4J's first class loads, because
 * libgomp, OpenBLAS and JavaCPP read their settings when they load.
 *
 * <p>What the user has set in the environment or as a system property is left alone.
 */
public final class NativeRuntime {
  private static final Logger LOG = LoggerFactory.getLogger(NativeRuntime.class);
  private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";
  private static final String JAVACPP_LOGGER = "org.bytedeco.javacpp.logger";
  private static final String CACHE = "org.bytedeco.javacpp.cachedir";
  private static final String JNA_FOLDER = "jna.tmpdir";
  private static final String OMP_THREADS = "OMP_NUM_THREADS";
  private static final String VISIBLE_DEVICES = "CUDA_VISIBLE_DEVICES";
  private static final Path MAPS = Path.of("/proc/self/maps");

  private static NativeRuntime current;

  private final BackendChoice choice;
  private final Processor processor;
  private final NativeBuild build;
  private final Precision precision;
  private final int threads;
  private final boolean threadsGiven;
  private final boolean loadedTooEarly;
  private final List<Setting> settings = new ArrayList<>();
  private EngineInfo engine;

  private NativeRuntime(BackendChoice choice, OptionalInt requestedThreads, Precision precision) {
    this.choice = choice;
    this.precision = precision;
    NativesFolder.besides(
            Path.of(System.getProperty("user.home")), Path.of(System.getProperty("java.io.tmpdir")))
        .ifPresent(
            folder -> {
              property(CACHE, folder.toString(), "natives lie where only this user can write");
              property(JNA_FOLDER, folder.toString(), "the same for JNA's");
            });
    // It warns of bindings made for another version of itself, on standard error.
    if (System.getProperty(JAVACPP_LOGGER) == null) {
      System.setProperty(JAVACPP_LOGGER, "slf4j");
    }
    this.processor = Processor.detect();
    this.loadedTooEarly = isNd4jLoaded();
    if (loadedTooEarly) {
      LOG.warn(
          "ND4J was loaded before Evenmatch could prepare its environment: the process runs with"
              + " ND4J's own settings and may be several times slower; call NativeRuntime.prepare"
              + " first");
    }
    this.build = choice.isNd4jOnGpu() ? cudaBuild() : cpuBuild();
    if (choice.backend() == Backend.CUDA) {
      showOnly(choice.gpus());
    }
    property("org.bytedeco.javacpp.maxBytes", "0", "no limit below the machine's own on memory");
    property("org.bytedeco.javacpp.maxPhysicalBytes", "0", "the same for resident memory");
    this.threadsGiven = requestedThreads.isPresent() || System.getenv(OMP_THREADS) != null;
    this.threads = threads(requestedThreads);
    if (System.getenv("OMP_WAIT_POLICY") == null) {
      variable(
          "GOMP_SPINCOUNT",
          "20000",
          "idle OpenMP threads wait for the next kernel for some microseconds, then sleep");
    }
    variable("OPENBLAS_NUM_THREADS", Integer.toString(threads), "threads of OpenBLAS");
    variable("OPENBLAS_THREAD_TIMEOUT", "4", "idle OpenBLAS threads sleep soon");
  }

  private NativeBuild cpuBuild() {
    String platform = Loader.Detector.getPlatform();
    NativeBuild best = NativeBuild.best(processor, candidate -> candidate.isOnClassPath(platform));
    property(EXTENSION, best.extension(), "selects the native build " + best.yamlName());
    String extension = System.getProperty(EXTENSION);
    return Stream.of(NativeBuild.values())
        .filter(candidate -> candidate.extension().equals(extension))
        .findFirst()
        .orElse(NativeBuild.PLAIN);
  }

  private NativeBuild cudaBuild() {
    requireSeveral(choice.gpus().size());
    property(EXTENSION, NativeBuild.CUDNN.extension(), "selects the native build with cuDNN");
    variable(
        "CUDA_CACHE_MAXSIZE",
        "4294967296",
        "bytes that the driver keeps of kernels it has compiled: all of them");
    return NativeBuild.CUDNN;
  }

  /** Refuses several GPUs where this process could not have them, before anything is set. */
  private void requireSeveral(int gpus) {
    if (gpus > 1 && loadedTooEarly) {
      throw BackendChoice.unavailable(
          "ND4J was loaded before it could be told of " + gpus + " GPUs");
    }
    String users = System.getenv(VISIBLE_DEVICES);
    if (gpus > 1 && users != null && users.startsWith("MIG-")) {
      throw BackendChoice.unavailable(
          gpus + " GPUs were asked for, and parts of GPUs are computed on one at a time");
    }
  }

  /** Has CUDA see the GPUs that are used, and no other; a part of a GPU is the user's to choose. */
  private void showOnly(List<Gpu> gpus) {
    String users = System.getenv(VISIBLE_DEVICES);
    if (users != null && users.startsWith("MIG-")) {
      settings.add(new Setting(VISIBLE_DEVICES, users, true, "a part of a GPU"));
      return;
    }
    String ids = gpus.stream().map(Gpu::id).collect(Collectors.joining(","));
    if (setVariable(VISIBLE_DEVICES, ids)) {
      settings.add(new Setting(VISIBLE_DEVICES, ids, false, "CUDA sees the GPUs that are used"));
    }
  }

  /**
   * Prepares this process, if that has not been done; the first call decides.
   *
   * @throws BackendUnavailableException if the backend asked for is not to be had
   */
  public static synchronized NativeRuntime prepare(RuntimeRequest request) {
    BackendChoice choice = BackendChoice.of(request.backend(), request.gpus());
    if (current == null) {
      current = new NativeRuntime(choice, request.threads(), request.precision());
    }
    if (choice.backend() != current.choice.backend()) {
      throw new BackendUnavailableException(
          "a process has one backend for life and this one has '"
              + current.choice.backend().yamlName()
              + "', but '"
              + choice.backend().yamlName()
              + "' was asked for: use a process of its own");
    }
    return current;
  }

  /** This process's runtime, prepared with the defaults if nobody asked otherwise. */
  public static synchronized NativeRuntime current() {
    return current == null ? prepare(RuntimeRequest.of(BackendRequest.AUTO)) : current;
  }

  /**
   * Loads ND4J, if that has not been done, and says what was loaded.
   *
   * @throws BackendUnavailableException if ND4J cannot load the backend that was chosen
   */
  public synchronized EngineInfo start() {
    if (engine == null) {
      Properties environment = EngineLoader.load(choice);
      if (!loadedTooEarly) {
        // ND4J reads OMP_NUM_THREADS from Java's copy of the environment, made before we set it.
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
      }
      NativeOps nd4j = NativeOpsHolder.getInstance().getDeviceNativeOps();
      if (choice.gpus().size() > 1 && nd4j.getAvailableDevices() != choice.gpus().size()) {
        throw BackendChoice.unavailable(
            choice.gpus().size()
                + " GPUs were asked for, and CUDA finds "
                + nd4j.getAvailableDevices());
      }
      boolean onGpu = choice.backend() == Backend.CUDA;
      engine =
          new EngineInfo(
              choice.backend(),
              onGpu ? choice.gpus().get(0).name() : processor.name(),
              "DL4J " + EngineLoader.version(),
              choice
                  .release()
                  .map(
                      release ->
                          "cuda-"
                              + release.version()
                              + (release.hasNd4j() ? build.extension() : ""))
                  .orElse(build.yamlName()),
              "",
              onGpu && !choice.isNd4jOnGpu()
                  ? "cublas"
                  : environment.getProperty("blas.vendor", "unknown").toLowerCase(Locale.ROOT),
              threads,
              choice.gpus().size(),
              precision);
      LOG.info("engine: {}", engine);
      settings.forEach(setting -> LOG.info("setting: {}", setting));
    }
    return engine;
  }

  public BackendChoice choice() {
    return choice;
  }

  public Precision precision() {
    return precision;
  }

  public Processor processor() {
    return processor;
  }

  public NativeBuild build() {
    return build;
  }

  /** Whether the user has said how many threads there shall be. */
  public boolean areThreadsGiven() {
    return threadsGiven;
  }

  /** Every decision, with where it came from. */
  public List<Setting> settings() {
    return List.copyOf(settings);
  }

  /** Whether ND4J was there first, so that the settings came too late. */
  public boolean isLoadedTooEarly() {
    return loadedTooEarly;
  }

  private int threads(OptionalInt requested) {
    String users = System.getenv(OMP_THREADS);
    if (requested.isEmpty() && users != null) {
      settings.add(new Setting(OMP_THREADS, users, true, "threads inside operations"));
      try {
        return Math.max(1, Integer.parseInt(users.trim()));
      } catch (NumberFormatException e) {
        return processor.cores();
      }
    }
    int count = requested.orElse(processor.cores());
    // Where it cannot be set, ND4J is told when it is there.
    if (setVariable(OMP_THREADS, Integer.toString(count))) {
      settings.add(
          new Setting(
              OMP_THREADS,
              Integer.toString(count),
              requested.isPresent(),
              "threads inside operations"));
    }
    return count;
  }

  private void property(String name, String value, String effect) {
    String users = System.getProperty(name);
    if (users == null) {
      System.setProperty(name, value);
    }
    settings.add(new Setting(name, users == null ? value : users, users != null, effect));
  }

  private void variable(String name, String value, String effect) {
    String users = System.getenv(name);
    if (users != null) {
      settings.add(new Setting(name, users, true, effect));
    } else if (setVariable(name, value)) {
      settings.add(new Setting(name, value, false, effect));
    }
  }

  /** Whether it is set: the C library of Windows keeps an environment apart from the process's. */
  private static boolean setVariable(String name, String value) {
    return !Platform.isWindows() && CLibrary.INSTANCE.setenv(name, value, 1) == 0;
  }

  private static boolean isNd4jLoaded() {
    try {
      return Files.readString(MAPS).contains("libnd4jc");
    } catch (IOException e) {
      return false;
    }
  }

  /** The one function of the C library that Java does not offer. */
  private interface CLibrary extends Library {
    CLibrary INSTANCE = Native.load(Platform.C_LIBRARY_NAME, CLibrary.class);

    int setenv(String name, String value, int overwrite);
  }
}
