package org.evenmatch.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.evenmatch.definition.Shape;
import org.evenmatch.definition.TestViews;
import org.junit.jupiter.api.Test;

class ImageViewTest {
  private static final byte[] PIXELS = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  private static final ImageSet IMAGES = new ImageSet(Shape.image(3, 3, 1), PIXELS, new int[] {4});

  private static List<byte[]> seen(TestViews views, ImageSet images) {
    return ImageView.of(views).stream().map(view -> view.of(images).pixels()).toList();
  }

  @Test
  void areTheImageItsMirrorImageAndBothMovedByAPixel() {
    assertThat(seen(TestViews.NONE, IMAGES)).containsExactly(PIXELS);
    assertThat(seen(TestViews.MIRRORED, IMAGES))
        .containsExactly(PIXELS, new byte[] {3, 2, 1, 6, 5, 4, 9, 8, 7});
    assertThat(seen(TestViews.MOVED, IMAGES))
        .containsExactly(
            PIXELS,
            new byte[] {3, 2, 1, 6, 5, 4, 9, 8, 7},
            // Up and left: the last row and column go on mirrored.
            new byte[] {5, 6, 5, 8, 9, 8, 5, 6, 5},
            new byte[] {5, 4, 5, 8, 7, 8, 5, 4, 5},
            new byte[] {5, 4, 5, 2, 1, 2, 5, 4, 5},
            new byte[] {5, 6, 5, 2, 3, 2, 5, 6, 5});
  }

  @Test
  void ofALineOfOnePixelGoOnAsItIs() {
    ImageSet column = new ImageSet(Shape.image(3, 1, 1), new byte[] {1, 2, 3}, new int[] {0});

    assertThat(seen(TestViews.MOVED, column).subList(2, 6))
        .containsExactly(
            new byte[] {2, 3, 2}, new byte[] {2, 3, 2}, new byte[] {2, 1, 2}, new byte[] {2, 1, 2});
  }

  @Test
  void countByWeightsThatAddUpToOne() {
    for (TestViews views : TestViews.values()) {
      List<ImageView> all = ImageView.of(views);
      assertThat(all).hasSize(views.count());
      assertThat(all.stream().mapToDouble(ImageView::weight).sum()).isEqualTo(1);
    }
    assertThat(ImageView.of(TestViews.MOVED).stream().map(ImageView::weight))
        .containsExactly(0.25f, 0.25f, 0.125f, 0.125f, 0.125f, 0.125f);
  }

  @Test
  void lookAtRearrangedImagesAsTheyWereBefore() {
    ImageSet reversed = IMAGES.rearranged(IntStream.range(0, 9).map(i -> 8 - i).toArray());

    byte[] mirrored = seen(TestViews.MIRRORED, reversed).get(1);

    assertThat(mirrored).isEqualTo(new byte[] {7, 8, 9, 4, 5, 6, 1, 2, 3});
    assertThat(ImageView.of(TestViews.MIRRORED).get(1).of(reversed).label(0)).isEqualTo(4);
  }
}
