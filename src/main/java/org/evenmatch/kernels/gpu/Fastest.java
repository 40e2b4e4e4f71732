package org.evenmatch.kernels.gpu;

import static org.bytedeco.cuda.global.cudart.cudaGetLastError;
import static org.bytedeco.cuda.global.cudnn.CUDNN_STATUS_SUCCESS;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Pointer;
import org.evenmatch.kernels.ChosenAlgorithm;
import org.evenmatch.kernels.WindowGeometry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries cuDNN's algorithms for a convolution on its own size: cuDNN's estimate is up to five times
 * off, and a single measurement of its own up to three.
 *
 * <p>Algorithms add in different orders. For the same training to give the same bits, one other
 * than cuDNN's first is taken only where it is faster by far, and is kept for the process and for
 * the trainings that it saves.
 */
final class Fastest {
  private static final Logger LOG = LoggerFactory.getLogger(Fastest.class);
  private static final int ROUNDS = 4;
  private static final int CALLS = 10;

  /** What of the time another algorithm may take to be taken. */
  private static final double BY_FAR = 0.8;

  /** By the problems' words. */
  private static final Map<String, Choice> CHOICES = new TreeMap<>();

  private Fastest() {}

  /**
   * What is computed.
   *
   * @param direction for example {@code forward}
   * @param alignment in bytes of the filters, up to 16: biases lie before them
   */
  record Problem(
      String direction,
      Extent from,
      Extent to,
      WindowGeometry window,
      Arithmetic arithmetic,
      long alignment) {}

  /** An algorithm by cuDNN's numbers. */
  private record Choice(int number, int math) {
    private static final Pattern WORDS = Pattern.compile("(-?\\d+)/(-?\\d+)");

    static Choice of(Algorithm algorithm) {
      return new Choice(algorithm.number(), algorithm.math());
    }

    static Optional<Choice> of(String words) {
      Matcher matcher = WORDS.matcher(words);
      return matcher.matches()
          ? Optional.of(
              new Choice(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
          : Optional.empty();
    }

    @Override
    public String toString() {
      return number + "/" + math;
    }
  }

  /** What was found or told so far. */
  static synchronized List<ChosenAlgorithm> chosen() {
    return CHOICES.entrySet().stream()
        .map(entry -> new ChosenAlgorithm(entry.getKey(), entry.getValue().toString()))
        .toList();
  }

  /** Takes what another process found, on such a GPU, but for what this one knows by now. */
  static synchronized void choose(List<ChosenAlgorithm> earlier) {
    for (ChosenAlgorithm one : earlier) {
      // What another library chose is not for this one.
      Choice.of(one.algorithm()).ifPresent(choice -> CHOICES.putIfAbsent(one.problem(), choice));
    }
  }

  /** The one of {@code offers}, cuDNN's estimate first, with which {@code call} is fastest. */
  static synchronized Algorithm of(
      Problem problem, List<Algorithm> offers, Algorithm.Call call, Workbench bench) {
    if (offers.isEmpty()) {
      throw new IllegalStateException(
          "cuDNN must have a deterministic algorithm with a modest workspace, but has none for "
              + problem
              + ": use the backend 'cpu'");
    }
    Choice known =
        CHOICES.computeIfAbsent(
            bench.device().description() + ": " + problem,
            words -> Choice.of(measured(words, offers, call, bench)));
    Optional<Algorithm> found =
        offers.stream().filter(offer -> Choice.of(offer).equals(known)).findFirst();
    if (found.isEmpty()) {
      LOG.warn(
          "cuDNN does not offer {} for {} any more: results may be rounded otherwise",
          known,
          problem);
    }
    Algorithm algorithm = found.orElse(offers.get(0));
    bench.needWorkspace(algorithm.workspaceBytes());
    return algorithm;
  }

  private static Algorithm measured(
      String problem, List<Algorithm> offers, Algorithm.Call call, Workbench bench) {
    Optional<Algorithm> best = Optional.empty();
    double shortest = Double.POSITIVE_INFINITY;
    StringBuilder said = new StringBuilder();
    for (Algorithm offer : offers) {
      // Of its own for each: the largest may be more than there is, and not be needed.
      try (DeviceArena arena = new DeviceArena()) {
        Pointer workspace = arena.bytes(offer.workspaceBytes()).pointer();
        OptionalDouble nanos = nanos(offer, call, workspace, bench.device());
        if (nanos.isPresent()) {
          said.append(
              String.format(
                  " %d/%d:%.0f", offer.number(), offer.math(), nanos.getAsDouble() / 1e3));
          if (best.isEmpty() || nanos.getAsDouble() < BY_FAR * shortest) {
            best = Optional.of(offer);
            shortest = nanos.getAsDouble();
          }
        }
      }
    }
    LOG.info("algorithms for {} (number/arithmetic:µs):{}", problem, said);
    return best.orElse(offers.get(0));
  }

  /** How long a call takes; empty if cuDNN refuses it after all. */
  private static OptionalDouble nanos(
      Algorithm offer, Algorithm.Call call, Pointer workspace, Device device) {
    if (call.queue(offer, workspace) != CUDNN_STATUS_SUCCESS) {
      cudaGetLastError();
      return OptionalDouble.empty();
    }
    double shortest = Double.POSITIVE_INFINITY;
    try (Recording recording =
        new Recording(
            device,
            () -> {
              for (int i = 0; i < CALLS; i++) {
                call.queue(offer, workspace);
              }
            })) {
      for (int round = 0; round < ROUNDS; round++) {
        device.synchronize();
        long start = System.nanoTime();
        recording.repeat();
        device.synchronize();
        shortest = Math.min(shortest, (System.nanoTime() - start) / (double) CALLS);
      }
    } catch (IllegalStateException e) {
      // Steps are recorded: what cannot be is of no use.
      LOG.info("{} cannot be recorded: {}", offer, e.getMessage());
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(shortest);
  }
}
