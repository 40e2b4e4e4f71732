package org.evenmatch.data;

import java.util.List;
import java.util.SplittableRandom;
import org.evenmatch.definition.Shape;

/**
 * The built-in dataset {@code glyphs}: 28×28×1 drawings of ten digit-like figures in strokes, with
 * random position, size, slant, thickness and noise.
 */
final class Glyphs {
  static final Shape SHAPE = Shape.image(28, 28, 1);
  static final List<String> CLASSES = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
  private static final int TRAIN = 8_000;
  private static final int TEST = 2_000;

  /** One polyline or more a figure, in a unit square: x0, y0, x1, y1, … */
  private static final double[][][] STROKES = {
    {{.5, 0, .15, .2, .05, .5, .15, .8, .5, 1, .85, .8, .95, .5, .85, .2, .5, 0}},
    {{.25, .2, .55, 0, .55, 1}},
    {{.1, .2, .4, 0, .8, .1, .85, .35, .1, 1, .9, 1}},
    {{.1, .05, .8, .05, .4, .4, .8, .55, .85, .8, .5, 1, .1, .9}},
    {{.7, 1, .7, 0, .05, .65, .95, .65}},
    {{.85, 0, .2, 0, .15, .45, .6, .4, .9, .65, .75, .95, .35, 1, .1, .9}},
    {{.75, 0, .3, .3, .1, .7, .35, 1, .75, .95, .85, .65, .55, .5, .15, .65}},
    {{.05, 0, .95, 0, .4, 1}, {.3, .5, .85, .5}},
    {
      {.5, .45, .15, .25, .35, 0, .65, 0, .85, .25, .5, .45},
      {.5, .45, .1, .7, .3, 1, .7, 1, .9, .7, .5, .45}
    },
    {{.85, .35, .5, .5, .15, .3, .3, 0, .7, 0, .85, .35, .8, .7, .5, 1}},
  };

  private Glyphs() {}

  /** Draws the dataset; the same seed gives the same bytes everywhere. */
  static Dataset draw(long seed) {
    return Drawing.dataset("glyphs", SHAPE, CLASSES, TRAIN, TEST, seed, Glyphs::draw);
  }

  private static void draw(int label, SplittableRandom random, byte[] pixels, int offset) {
    Canvas canvas = new Canvas(SHAPE.height(), SHAPE.width());
    double figureHeight = Canvas.between(random, 11, 21);
    double figureWidth = figureHeight * Canvas.between(random, 0.55, 0.85);
    double slant = Canvas.between(random, -0.3, 0.3);
    double thickness = Canvas.between(random, 1.2, 3.2);
    double left = Canvas.between(random, 2, 26 - figureWidth);
    double top = Canvas.between(random, 2, 26 - figureHeight);
    double middle = top + (figureHeight / 2);
    for (double[] stroke : STROKES[label]) {
      double x0 = 0;
      double y0 = 0;
      for (int i = 0; i < stroke.length; i += 2) {
        double y = top + ((stroke[i + 1] + Canvas.noise(random, 0.025)) * figureHeight);
        double x =
            left
                + ((stroke[i] + Canvas.noise(random, 0.025)) * figureWidth)
                + (slant * (middle - y));
        if (i > 0) {
          canvas.stroke(x0, y0, x, y, thickness);
        }
        x0 = x;
        y0 = y;
      }
    }
    double brightness = Canvas.between(random, 140, 255);
    double deviation = Canvas.between(random, 5, 30);
    for (int i = 0; i < SHAPE.volume(); i++) {
      double value = (canvas.ink(i) * brightness) + Math.abs(Canvas.noise(random, deviation));
      pixels[offset + i] = Canvas.toByte(value);
    }
  }
}
