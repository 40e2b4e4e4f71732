package org.evenmatch.kernels;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.engine.BackendChoice;
import org.evenmatch.engine.NativeRuntime;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A vendor's fast kernels for one backend; the list of them is in {@code META-INF/services}.
 *
 * <p>Where one cannot compute a network as Deeplearning4j would, it says why, and Deeplearning4j's
 * own methods compute it, if they compute on the same device; else it is refused.
 */
public interface KernelLibrary {
  /** Set this system property to {@code built-in} to have Deeplearning4j compute everything. */
  String PROPERTY = "evenmatch.kernels";

  /** The name of Deeplearning4j's own methods, beside those of libraries. */
  String BUILT_IN = "built-in";

  /** Whether it is for a process that computes as {@code choice} says. */
  boolean serves(BackendChoice choice);

  /** For example {@code onednn}. */
  String name();

  /** What it is and computes, or why it is not there: a line for the user. */
  String description();

  /** Why it cannot be used at all on this machine; empty if it can. */
  Optional<String> problem();

  /** Why {@code network} must run by Deeplearning4j's own methods; empty if it need not. */
  Optional<String> problem(MultiLayerNetwork network);

  /** Initialises a network of a configuration that Evenmatch made, ready to be trained. */
  MultiLayerNetwork initialised(MultiLayerConfiguration configuration);

  /**
   * Initialises a network of any configuration.
   *
   * @param parameters {@code [1, parameters]}
   */
  MultiLayerNetwork initialised(MultiLayerConfiguration configuration, INDArray parameters);

  /**
   * Runs {@code network} on one device, by Deeplearning4j's own methods where there is a {@link
   * #problem(MultiLayerNetwork)} and they compute there too.
   *
   * @throws org.evenmatch.engine.BackendUnavailableException if nothing can run it there
   */
  NetworkRunner runner(MultiLayerNetwork network);

  /**
   * Has the device compute a small gradient and holds it against Deeplearning4j's own arithmetic.
   *
   * @throws org.evenmatch.engine.BackendUnavailableException if they differ
   */
  default void check() {}

  /** What this process has found by trying, or was told; it keeps to it. */
  default List<ChosenAlgorithm> chosenAlgorithms() {
    return List.of();
  }

  /** Has the process keep to what an earlier one found, before it runs a network. */
  default void choose(List<ChosenAlgorithm> earlier) {}

  /** Gives back what it holds for a thread that is about to end. */
  default void releaseThread() {}

  /** The library of this process's backend. */
  static KernelLibrary current() {
    BackendChoice choice = NativeRuntime.current().choice();
    return ServiceLoader.load(KernelLibrary.class, KernelLibrary.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .filter(library -> library.serves(choice))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no kernels are listed for " + choice));
  }

  /** Who computes convolutions in this process: {@link #name} or {@link #BUILT_IN}. */
  static String inUse() {
    KernelLibrary current = current();
    boolean helpers = NativeRuntime.current().build().hasOneDnn();
    return current.problem().isEmpty() || helpers ? current.name() : BUILT_IN;
  }

  /** The same of {@code network}, which Deeplearning4j's own methods may have to compute. */
  static String inUse(MultiLayerNetwork network) {
    return current().problem(network).isPresent() ? BUILT_IN : inUse();
  }

  /** Whether {@link #PROPERTY} asks for Deeplearning4j's own methods. */
  static boolean isBuiltInAskedFor() {
    return BUILT_IN.equals(System.getProperty(PROPERTY));
  }
}
