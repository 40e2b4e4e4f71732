package org.evenmatch.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConfusionTest {
  private static List<String> names(int classes) {
    return IntStream.range(0, classes).mapToObj(i -> "class" + i).toList();
  }

  /** 10 of each class right, and as many of the first class taken for class i as i. */
  private static List<List<Integer>> counts(int classes) {
    return IntStream.range(0, classes)
        .mapToObj(
            i -> IntStream.range(0, classes).mapToObj(j -> i == j ? 10 : i == 0 ? j : 0).toList())
        .toList();
  }

  @Test
  void ofTwentyClassesIsATable() {
    Confusion confusion = Confusion.of("net", names(20), counts(20));

    assertThat(confusion.heatMap()).isEmpty();
    assertThat(confusion.rows()).hasSize(20);
    assertThat(confusion.rows().get(0).get(19)).isEqualTo(new Confusion.Cell("19", 10, false));
    assertThat(Confusion.table(names(20), counts(20)).header()).hasSize(21);
  }

  @Test
  void ofMoreIsAHeatMapAndTheTenPairsThatAreConfusedMost() {
    Confusion confusion = Confusion.of("net", names(100), counts(100));

    assertThat(confusion.rows()).isEmpty();
    Figure figure = confusion.heatMap().orElseThrow();
    assertThat(figure.table().rows()).hasSize(10);
    // 99 of the 10 + (1 + 2 + … + 99) = 4,960 examples of the first class.
    assertThat(figure.table().rows().get(0)).containsExactly("class0", "class99", "99", "2.00 %");
    assertThat(((Chart.HeatMap) figure.chart()).percent().get(1).get(1)).isEqualTo(100);
    assertThat(Confusion.table(names(100), counts(100))).isEqualTo(figure.table());
  }
}
