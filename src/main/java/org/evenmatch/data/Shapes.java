package org.evenmatch.data;

import java.util.List;
import java.util.SplittableRandom;
import org.evenmatch.definition.Shape;

/**
 * The built-in dataset {@code shapes}: 32×32×3 images of ten coloured shapes anywhere on textured
 * backgrounds. Position and colour say nothing of the class, and size little, so a network must
 * find the shape wherever it lies.
 */
final class Shapes {
  static final Shape SHAPE = Shape.image(32, 32, 3);
  static final List<String> CLASSES =
      List.of(
          "disc",
          "ring",
          "square",
          "frame",
          "diamond",
          "triangle",
          "plus",
          "cross",
          "bar",
          "half-disc");
  private static final int TRAIN = 10_000;
  private static final int TEST = 2_000;

  private Shapes() {}

  /** Draws the dataset; the same seed gives the same bytes everywhere. */
  static Dataset draw(long seed) {
    return Drawing.dataset("shapes", SHAPE, CLASSES, TRAIN, TEST, seed, Shapes::draw);
  }

  private static void draw(int label, SplittableRandom random, byte[] pixels, int offset) {
    double radius = Canvas.between(random, 4, 7.5);
    double x = Canvas.between(random, radius + 1, SHAPE.width() - radius - 1);
    double y = Canvas.between(random, radius + 1, SHAPE.height() - radius - 1);
    Canvas canvas = new Canvas(SHAPE.height(), SHAPE.width());
    canvas.fill((px, py) -> distance(label, (px - x) / radius, (py - y) / radius) * radius);
    double slopeX = Canvas.between(random, -2, 2);
    double slopeY = Canvas.between(random, -2, 2);
    int period = 3 + random.nextInt(6);
    int stripeX = random.nextInt(3) - 1;
    int stripeY = random.nextInt(3) - 1;
    double stripes = Canvas.between(random, 0, 40);
    int plane = SHAPE.height() * SHAPE.width();
    for (int channel = 0; channel < SHAPE.channels(); channel++) {
      double background = Canvas.between(random, 30, 225);
      // Far enough from the background to be seen, lighter or darker.
      double contrast = Canvas.between(random, 60, 130);
      double foreground = background + (background > 127 ? -contrast : contrast);
      for (int i = 0; i < plane; i++) {
        int row = i / SHAPE.width();
        int column = i % SHAPE.width();
        int phase = Math.floorMod((column * stripeX) + (row * stripeY), period);
        double texture = 2 * phase < period ? stripes : 0;
        double behind = background + (slopeX * (column - 16)) + (slopeY * (row - 16)) + texture;
        double value = behind + (canvas.ink(i) * (foreground - behind));
        pixels[offset + (channel * plane) + i] = Canvas.toByte(value + Canvas.noise(random, 12));
      }
    }
  }

  /** Signed distance to the border of a shape of radius 1 around the origin, negative inside. */
  private static double distance(int label, double x, double y) {
    double r = Math.sqrt((x * x) + (y * y));
    double ax = Math.abs(x);
    double ay = Math.abs(y);
    double diagonal = Math.sqrt(0.5);
    return switch (CLASSES.get(label)) {
      case "disc" -> r - 0.9;
      case "ring" -> Math.abs(r - 0.75) - 0.2;
      case "square" -> Math.max(ax, ay) - 0.8;
      case "frame" -> Math.abs(Math.max(ax, ay) - 0.7) - 0.18;
      case "diamond" -> (ax + ay - 1.05) * diagonal;
      case "triangle" -> Math.max(y - 0.75, ((2 * ax) - y - 0.9) / Math.sqrt(5));
      case "plus" -> Math.min(Math.max(ax - 0.25, ay - 1), Math.max(ax - 1, ay - 0.25));
      case "cross" ->
          Math.min(
              Math.max((Math.abs(x + y) * diagonal) - 0.25, (Math.abs(x - y) * diagonal) - 1),
              Math.max((Math.abs(x + y) * diagonal) - 1, (Math.abs(x - y) * diagonal) - 0.25));
      case "bar" -> Math.max(ax - 0.3, ay - 1);
      default -> Math.max(r - 1, y);
    };
  }
}
