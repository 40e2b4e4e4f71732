package org.evenmatch.data;

import java.util.List;
import org.evenmatch.definition.Border;
import org.evenmatch.definition.TestViews;

/** One way to look at images, and how much it counts among others. */
public final class ImageView {
  private static final Placement AS_IT_IS = placement(false, 0);

  private final Placement placement;
  private final float weight;

  private ImageView(Placement placement, double weight) {
    this.placement = placement;
    this.weight = (float) weight;
  }

  /** Those that {@code views} names; their weights add up to 1. */
  public static List<ImageView> of(TestViews views) {
    return switch (views) {
      case NONE -> List.of(new ImageView(AS_IT_IS, 1));
      case MIRRORED ->
          List.of(new ImageView(AS_IT_IS, 0.5), new ImageView(placement(true, 0), 0.5));
      case MOVED ->
          List.of(
              new ImageView(AS_IT_IS, 0.25),
              new ImageView(placement(true, 0), 0.25),
              new ImageView(placement(false, -1), 0.125),
              new ImageView(placement(true, -1), 0.125),
              new ImageView(placement(false, 1), 0.125),
              new ImageView(placement(true, 1), 0.125));
    };
  }

  private static Placement placement(boolean mirrored, int moved) {
    return new Placement(mirrored, moved, moved, Border.MIRRORED);
  }

  /** How much what is found in this view counts. */
  public float weight() {
    return weight;
  }

  /** The images seen so; those that were rearranged, as they were before, and then rearranged. */
  public ImageSet of(ImageSet images) {
    if (placement.equals(AS_IT_IS)) {
      return images;
    }
    byte[] pixels = new byte[images.pixels().length];
    int volume = (int) images.shape().volume();
    for (int i = 0; i < images.size(); i++) {
      byte[] seen = new byte[volume];
      placement.apply(images.shape(), images.original(i), 0, seen);
      System.arraycopy(images.arranged(seen), 0, pixels, i * volume, volume);
    }
    return images.withPixels(pixels);
  }
}
