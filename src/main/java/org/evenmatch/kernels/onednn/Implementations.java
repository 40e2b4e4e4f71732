package org.evenmatch.kernels.onednn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** Stands for what is taken without a trial, which may differ from batch to batch. */
  private static final String USUAL = "usual";

  /** Begins the names of plain loops, hundreds of times slower, behind which come only such. */
  private static final String REFERENCE = "ref";

  /** What of the usual implementation's time another may take to be taken. */
  private static final double BY_FAR = 0.8;

  /** Nor is it taken for less: a call costs as much. */
  private static final double FEWEST_NANOS_SAVED = 10_000;

  /** An implementation that takes so much longer than the best is not tried to the end. */
  private static final double HOPELESS = 1.5;

  private static final int ROUNDS = 5;

  /** Batches of fewer examples say nothing of those that a training consists of. */
  private static final int FEWEST_EXAMPLES = 16;

  /** Trials are of so much work a thread, half a millisecond's, where a batch has as much. */
  private static final long TRIAL_MACS = 25_000_000;

  /** Layers whose smallest trial would be more work a thread are left as usual. */
  private static final long MOST_MACS = 250_000_000;

  /** Layers whose trial would need larger arrays are, too. */
  private static final long MOST_VALUES = 4_000_000;

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

  /** Goes on with what a training found that is taken up again, whatever this process found. */
  synchronized void choose(List<ChosenAlgorithm> earlier) {
    earlier.stream()
        .filter(one -> one.problem().startsWith(LIBRARY))
        .forEach(one -> names.put(one.problem(), one.algorithm()));
  }

  /**
   * The description of {@code product} by the implementation to use.
   *
   * @param usual a part of the name of what is usually the fastest; what oneDNN puts first if there
   *     is no such one
   */
  synchronized <D extends primitive_desc> D of(
      OneDnn oneDnn, Product<D> product, long batch, Optional<String> usual) {
    Supplier<D> description = () -> product.description().apply(batch);
    String problem = LIBRARY + oneDnn.instructions() + ", " + product.words();
    if (!names.containsKey(problem) && (!tries || batch >= FEWEST_EXAMPLES)) {
      names.put(problem, tries ? tried(oneDnn, product, batch, usual) : USUAL);
    }
    String known = names.getOrDefault(problem, USUAL);
    if (known.equals(USUAL)) {
      return usually(usual, description);
    }
    Optional<D> chosen = find(known::equals, description);
    if (chosen.isEmpty()) {
      LOG.warn(
          "oneDNN has no {} here for the {}: results may be rounded otherwise",
          known,
          product.words());
    }
    return chosen.orElseGet(() -> usually(usual, description));
  }

  private static <D extends primitive_desc> D usually(
      Optional<String> usual, Supplier<D> description) {
    return usual
        .flatMap(part -> find(name -> name.contains(part), description))
        .orElseGet(description);
  }

  /** The first of oneDNN's descriptions whose implementation's name is {@code wanted}. */
  private static <D extends primitive_desc> Optional<D> find(
      Predicate<String> wanted, Supplier<D> description) {
    D candidate = description.get();
    do {
      if (wanted.test(name(candidate))) {
        return Optional.of(candidate);
      }
    } while (candidate.next_impl());
    return Optional.empty();
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

  private static <D extends primitive_desc> String tried(
      OneDnn oneDnn, Product<D> product, long batch, Optional<String> usual) {
    long macs = Math.max(1, product.macsPerExample());
    long threads = oneDnn.threads();
    long least = Math.max(FEWEST_EXAMPLES, 4 * threads);
    long examples = Math.min(batch, Math.max(least, TRIAL_MACS * threads / macs));
    // What a trial needs is not to wait for the garbage collector.
    PointerScope trial = new PointerScope();
    try {
      D first = usually(usual, () -> product.description().apply(examples));
      if (examples * macs > MOST_MACS * threads
          || ProductTrial.mostValues(product, first) > MOST_VALUES) {
        LOG.info("too large to try others than {}: {}", name(first), product.words());
        return USUAL;
      }
      return fastest(oneDnn, product, examples, first);
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.info("no trial of the {}", product.words(), e);
      return USUAL;
    } finally {
      trial.close();
    }
  }

  private static <D extends primitive_desc> String fastest(
      OneDnn oneDnn, Product<D> product, long examples, D first) {
    Supplier<D> description = () -> product.description().apply(examples);
    Set<String> others = names(description.get());
    others.remove(name(first));
    if (others.isEmpty()) {
      return USUAL;
    }
    ProductTrial<D> reference = new ProductTrial<>(oneDnn, product, first);
    List<ProductTrial<D>> all = new ArrayList<>(List.of(reference));
    for (String other : others) {
      candidate(reference, other, description).ifPresent(all::add);
    }
    List<ProductTrial<D>> left = new ArrayList<>(all);
    for (int round = 0; round < ROUNDS && left.size() > 1; round++) {
      left.forEach(ProductTrial::run);
      if (round > 0) {
        double best = left.stream().mapToDouble(ProductTrial::nanos).min().orElseThrow();
        left.removeIf(one -> one.nanos() > HOPELESS * best && !one.name().equals(reference.name()));
      }
    }
    Optional<ProductTrial<D>> fastest =
        left.stream()
            .filter(one -> one.nanos() < BY_FAR * reference.nanos())
            .filter(one -> one.nanos() < reference.nanos() - FEWEST_NANOS_SAVED)
            .min(Comparator.comparingDouble(ProductTrial::nanos));
    LOG.info(
        "{} of {} computes the {} ({} examples, {} threads)",
        fastest.orElse(reference).name(),
        all,
        product.words(),
        examples,
        oneDnn.threads());
    return fastest.map(ProductTrial::name).orElse(USUAL);
  }

  /** Another implementation, if it can be made here and computes the same. */
  private static <D extends primitive_desc> Optional<ProductTrial<D>> candidate(
      ProductTrial<D> reference, String name, Supplier<D> description) {
    try {
      Optional<ProductTrial<D>> candidate = find(name::equals, description).map(reference::by);
      boolean agrees = candidate.isPresent() && candidate.get().agreesWith(reference);
      if (!agrees) {
        LOG.warn("{} and {} compute something else: it is left out", name, reference.name());
      }
      return agrees ? candidate : Optional.empty();
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.info("{} cannot be tried", name, e);
      return Optional.empty();
    }
  }
}
