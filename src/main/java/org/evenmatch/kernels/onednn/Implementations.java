package org.evenmatch.kernels.onednn;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.bytedeco.dnnl.primitive_desc;
import org.bytedeco.javacpp.PointerScope;
import org.evenmatch.kernels.ChosenAlgorithm;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses among oneDNN's implementations of a layer's product. Which is the fastest depends on the
 * processor and on the sizes more than oneDNN's order knows; so each is tried on the layer's own
 * sizes when a process first meets them, for some milliseconds.
 *
 * <p>Implementations add in different orders. Where the same bits are promised nothing is tried;
 * and another than the usual is taken only where it gives the same result and is faster by far. It
 * is kept for the process and for the trainings that it saves.
 */
final class Implementations {
  private static final Logger LOG = LoggerFactory.getLogger(Implementations.class);

  /** Begins the problems' words: other libraries' choices may lie beside them. */
  private static final String LIBRARY = "oneDNN, ";

  /** Begins the names of plain loops, hundreds of times slower, behind which come only such. */
  private static final String REFERENCE = "ref";

  /** What of the usual implementation's time another may take to be taken. */
  private static final double BY_FAR = 0.8;

  /** Nor is it taken for less: a call costs as much. */
  private static final double FEWEST_NANOS_SAVED = 10_000;

  /** An implementation that takes so much longer than the best is not tried to the end. */
  private static final double HOPELESS = 1.5;

  private static final int ROUNDS = 5;

  /** Larger arrays are not tried: they take longer to make than a trial is to take. */
  private static final long MOST_VALUES = 8_000_000;

  /** A millisecond's on one core; what is the fastest does not change with more examples. */
  private static final long TRIAL_MACS = 50_000_000;

  /** The fewest examples of a layer that are more than this are not tried. */
  private static final long MOST_MACS = 1_000_000_000;

  private final boolean tries;
  private final Map<String, String> names = new TreeMap<>();

  /**
   * Chooses.
   *
   * @param tries whether to try; else what oneDNN's order and a rule of the layer say is taken
   */
  Implementations(boolean tries) {
    this.tries = tries;
  }

  /** What was found or told so far. */
  synchronized List<ChosenAlgorithm> chosen() {
    return names.entrySet().stream()
        .map(entry -> new ChosenAlgorithm(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** Takes what another process found, but for what this one knows by now. */
  synchronized void choose(List<ChosenAlgorithm> earlier) {
    earlier.stream()
        .filter(one -> one.problem().startsWith(LIBRARY))
        .forEach(one -> names.putIfAbsent(one.problem(), one.algorithm()));
  }

  /**
   * The description of {@code product} by the implementation to use.
   *
   * @param usual the names of what is usually the fastest, if oneDNN has such a one; else what it
   *     puts first
   */
  synchronized <D extends primitive_desc> D of(
      OneDnn oneDnn, Product<D> product, long batch, Predicate<String> usual) {
    Supplier<D> description = () -> product.description().apply(batch);
    String problem = LIBRARY + product.words();
    if (tries && !names.containsKey(problem)) {
      long examples = Math.min(batch, trialExamples(product, oneDnn.threads()));
      // What a trial needs is not to wait for the garbage collector.
      PointerScope trial = new PointerScope();
      try {
        names.put(problem, fastest(oneDnn, product, examples, usual));
      } finally {
        trial.close();
      }
    }
    String known = names.get(problem);
    if (known == null) {
      return preferring(usual, description);
    }
    D chosen = preferring(known::equals, description);
    if (!name(chosen).equals(known)) {
      LOG.warn(
          "oneDNN has no {} here for {}: results may be rounded otherwise", known, product.words());
    }
    return chosen;
  }

  private static long trialExamples(Product<?> product, int threads) {
    return Math.max(4L * threads, TRIAL_MACS / Math.max(1, product.macsPerExample()));
  }

  /**
   * The first description whose implementation's name is {@code wanted}, of those that oneDNN has
   * for it; the one that it puts first if none is.
   */
  private static <D extends primitive_desc> D preferring(
      Predicate<String> wanted, Supplier<D> description) {
    D candidate = description.get();
    do {
      if (wanted.test(name(candidate))) {
        return candidate;
      }
    } while (candidate.next_impl());
    return description.get();
  }

  /** oneDNN's name of the implementation that {@code description} stands for. */
  static String name(primitive_desc description) {
    return description.impl_info_str().getString();
  }

  /** The names of all implementations but plain loops. */
  static Set<String> names(primitive_desc description) {
    Set<String> names = new LinkedHashSet<>();
    do {
      names.add(name(description));
    } while (description.next_impl() && !name(description).startsWith(REFERENCE));
    return names;
  }

  private static <D extends primitive_desc> String fastest(
      OneDnn oneDnn, Product<D> product, long examples, Predicate<String> usual) {
    Supplier<D> description = () -> product.description().apply(examples);
    D first = preferring(usual, description);
    if (examples * product.macsPerExample() > MOST_MACS
        || ProductTrial.mostValues(product, first) > MOST_VALUES) {
      return name(first);
    }
    ProductTrial<D> reference = new ProductTrial<>(oneDnn, product, first);
    List<ProductTrial<D>> candidates = new ArrayList<>(List.of(reference));
    for (String other : names(description.get())) {
      if (!other.equals(reference.name())) {
        ProductTrial<D> candidate = reference.by(preferring(other::equals, description));
        if (candidate.agreesWith(reference)) {
          candidates.add(candidate);
        } else {
          LOG.warn("{} and {} differ in the {}", other, reference.name(), product.words());
        }
      }
    }
    for (int round = 0; round < ROUNDS && candidates.size() > 1; round++) {
      candidates.forEach(ProductTrial::run);
      double best =
          candidates.stream().mapToDouble(ProductTrial::nanos).min().orElseThrow() * HOPELESS;
      candidates.removeIf(one -> one != reference && one.nanos() > best);
    }
    ProductTrial<D> fastest = reference;
    for (ProductTrial<D> candidate : candidates) {
      boolean better =
          candidate.nanos() < BY_FAR * reference.nanos()
              && candidate.nanos() < reference.nanos() - FEWEST_NANOS_SAVED;
      if (better && candidate.nanos() < fastest.nanos()) {
        fastest = candidate;
      }
    }
    LOG.info(
        "{} of {} computes the {} ({} examples, {} threads)",
        fastest.name(),
        candidates,
        product.words(),
        examples,
        oneDnn.threads());
    return fastest.name();
  }
}
