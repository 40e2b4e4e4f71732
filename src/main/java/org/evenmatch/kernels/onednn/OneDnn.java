package org.evenmatch.kernels.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx512_core;
import static org.bytedeco.dnnl.global.dnnl.dnnl_get_effective_cpu_isa;
import static org.bytedeco.dnnl.global.dnnl.dnnl_version;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.stream;
import org.evenmatch.engine.NativeLoading;
import org.evenmatch.engine.NativeRuntime;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Intel's oneDNN on this processor: the library behind the fast kernels.
 *
 * <p>It is loaded apart from the one inside ND4J's native library, which offers no way in. On Linux
 * both share one OpenMP and its threads.
 */
public final class OneDnn {
  private static Optional<OneDnn> instance = Optional.empty();
  private static Optional<String> problem = Optional.empty();

  private final engine cpu;
  private final stream queue;
  private final ThreadLocal<Integer> threads;
  private final Implementations implementations;

  /** Keeps the libraries open. */
  private final List<NativeLibrary> libraries;

  private OneDnn(boolean tries) throws IOException {
    // Brings the OpenMP that oneDNN is to use.
    Nd4j.getExecutioner();
    libraries = OneDnnLibraries.open();
    cpu = new engine(engine.kind.cpu, 0);
    queue = new stream(cpu);
    threads = ThreadLocal.withInitial(() -> 0);
    implementations = new Implementations(tries);
  }

  private OneDnn(OneDnn other, Implementations implementations) {
    this.libraries = other.libraries;
    this.cpu = other.cpu;
    this.queue = other.queue;
    this.threads = other.threads;
    this.implementations = implementations;
  }

  /** The same, but that {@code others} choose what computes a layer. */
  OneDnn with(Implementations others) {
    return new OneDnn(this, others);
  }

  /** The library, if it is there for this platform. */
  public static synchronized Optional<OneDnn> find() {
    if (instance.isEmpty() && problem.isEmpty()) {
      try {
        NativeRuntime runtime = NativeRuntime.current();
        // With threads given, or with one, runs are not to differ by what was tried.
        boolean tries = !runtime.areThreadsGiven() && runtime.start().threads() > 1;
        instance = Optional.of(NativeLoading.alone(() -> new OneDnn(tries)));
      } catch (IOException | LinkageError | RuntimeException e) {
        problem = Optional.of("oneDNN cannot be loaded on this platform (" + e.getMessage() + ")");
      }
    }
    return instance;
  }

  /** Why {@link #find} gave nothing. */
  public static synchronized String problem() {
    return problem.orElse("oneDNN is there");
  }

  /** How many libraries were opened apart from ND4J's. */
  int libraries() {
    return libraries.size();
  }

  /**
   * Whether {@link #useThreads} reaches it: elsewhere than on Linux it brings an OpenMP of its own.
   */
  static boolean sharesThreads() {
    return Platform.isLinux();
  }

  /** Has kernels be made for so many threads, and run on them, from now on in this thread. */
  void useThreads(int count) {
    // OpenMP keeps the number for each thread; setting it costs more than a small kernel.
    if (threads.get() != count) {
      NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(count);
      threads.set(count);
    }
  }

  /** On how many threads kernels are made and run in this thread. */
  int threads() {
    return threads.get();
  }

  /** Who chooses what computes a layer. */
  Implementations implementations() {
    return implementations;
  }

  /** For example {@code 3.13.0}. */
  public String version() {
    dnnl_version_t version = dnnl_version();
    return version.major() + "." + version.minor() + "." + version.patch();
  }

  /** The kind of instructions that it uses here, as far as implementations differ by it. */
  String instructions() {
    return usesAvx512() ? "AVX-512" : "AVX2 or less";
  }

  /** Whether it uses AVX-512 here: what the processor has and {@code ONEDNN_MAX_CPU_ISA} allows. */
  boolean usesAvx512() {
    return dnnl_get_effective_cpu_isa() >= dnnl_cpu_isa_avx512_core;
  }

  engine engine() {
    return cpu;
  }

  stream stream() {
    return queue;
  }
}
