package org.evenmatch.measure;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which of several differences are real, such that with 95 % probability none of them is by chance
 * (Holm, "A simple sequentially rejective multiple test procedure", 1979).
 */
public final class Holm {
  private static final double LEVEL = 0.05;

  private Holm() {}

  /**
   * Decides for all together.
   *
   * @param pValues one a difference
   * @return the indices of those that are real, the smallest p-value first
   */
  public static List<Integer> real(List<Double> pValues) {
    List<Integer> byP =
        IntStream.range(0, pValues.size())
            .boxed()
            .sorted(Comparator.comparing(pValues::get))
            .toList();
    int real = 0;
    while (real < byP.size() && pValues.get(byP.get(real)) * (byP.size() - real) <= LEVEL) {
      real++;
    }
    return byP.subList(0, real);
  }
}
