import java.util.Arrays;
import java.util.Locale;

/** Times steps in the same way for every peer: warm-up, then the median of windows. */
final class Timing {
  private static final int WINDOWS = 5;

  private Timing() {}

  /** One step that has finished when it returns. */
  interface Step {
    void run(int index) throws Exception;
  }

  /** Examples a second: the median of five windows of {@code windowSeconds} each. */
  static double examplesPerSecond(Step step, int batch, double warmUpSeconds, double windowSeconds)
      throws Exception {
    int index = 0;
    for (long start = System.nanoTime(); index < 5 || seconds(start) < warmUpSeconds; ) {
      step.run(index++);
    }
    double[] windows = new double[WINDOWS];
    for (int i = 0; i < WINDOWS; i++) {
      long start = System.nanoTime();
      long examples = 0;
      while (examples == 0 || seconds(start) < windowSeconds) {
        step.run(index++);
        examples += batch;
      }
      windows[i] = examples / seconds(start);
    }
    Arrays.sort(windows);
    return windows[WINDOWS / 2];
  }

  static void print(String peer, String network, int batch, double train, double inference) {
    System.out.printf(
        Locale.ROOT, "RESULT %s %s %d %.1f %.1f%n", peer, network, batch, train, inference);
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
