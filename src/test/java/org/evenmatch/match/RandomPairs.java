package org.evenmatch.match;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.evenmatch.definition.Activation;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.Match;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Padding;
import org.evenmatch.definition.PairSpec;
import org.evenmatch.definition.Shape;
import org.evenmatch.definition.Training;
import org.evenmatch.definition.Window;
import org.evenmatch.files.InvalidInputException;

/** Makes random valid pair definitions for tests. */
public final class RandomPairs {
  private final SplittableRandom random;
  private int made;

  public RandomPairs(long seed) {
    random = new SplittableRandom(seed);
  }

  /** The next definition; layers have at most {@code widest} filters or units. */
  public Pair next(int widest) {
    while (true) {
      try {
        return attempt(widest);
      } catch (InvalidInputException e) {
        // A window did not fit: try another definition.
        made++;
      }
    }
  }

  private Pair attempt(int widest) {
    List<LayerSpec> layers = new ArrayList<>();
    int depth = 1 + random.nextInt(4);
    for (int i = 0; i < depth; i++) {
      layers.add(
          new LayerSpec.Conv(
              "conv" + i, 1 + random.nextInt(widest), window(1 + random.nextInt(4)), activation()));
      if (random.nextInt(3) == 0) {
        layers.add(
            new LayerSpec.BatchNorm("norm" + i, activation(), random.nextInt(3) > 0, 1, 0.9));
      }
      if (random.nextInt(3) == 0) {
        layers.add(new LayerSpec.Pool("pool" + i, random.nextBoolean(), window(2)));
      }
      if (random.nextInt(4) == 0) {
        layers.add(new LayerSpec.Dropout("drop" + i, 0.5));
      }
    }
    if (random.nextBoolean()) {
      layers.add(new LayerSpec.Dense("full", 1 + random.nextInt(widest), Activation.TANH));
    }
    layers.add(new LayerSpec.Output("output", 2 + random.nextInt(9)));
    Shape image =
        Shape.image(4 + random.nextInt(20), 4 + random.nextInt(20), 1 + random.nextInt(3));
    String name = "random" + made++;
    return new Pair(
        new PairSpec(
            name,
            new NetworkSpec(name + "-cnn", Kind.CNN, image, layers, Training.DEFAULT),
            Match.PARAMETERS));
  }

  private Activation activation() {
    Activation[] all = Activation.values();
    return all[random.nextInt(all.length)];
  }

  private Window window(int size) {
    return new Window(
        size,
        1 + random.nextInt(size),
        1 + random.nextInt(2),
        1 + random.nextInt(2),
        random.nextBoolean() ? Padding.SAME : Padding.VALID);
  }
}
