import java.io.BufferedReader;
import java.io.InputStreamReader;

/**
 * Times a peer's steps in the same way for all: after a warm-up, a window of steps each time that a
 * line on standard input, {@code training} or {@code inference}, asks for one.
 */
final class Timing {
  /** Evenmatch tries one thread instead of all in some of its first steps. */
  private static final int WARM_UP_STEPS = 15;

  /** Windows that a warm-up takes at most, where steps are slow. */
  private static final int MOST_WINDOWS = 10;

  private Timing() {}

  /** One step that has finished when it returns; {@code index} counts them. */
  interface Step {
    void run(int index) throws Exception;
  }

  /** Answers until standard input ends, with examples a second. */
  static void serve(Step training, Step inference, int batch, double windowSeconds)
      throws Exception {
    Steps train = new Steps(training, batch);
    train.warmUp(windowSeconds);
    Steps classify = new Steps(inference, batch);
    classify.warmUp(windowSeconds);
    System.out.println("READY");
    BufferedReader requests = new BufferedReader(new InputStreamReader(System.in));
    for (String wanted = requests.readLine(); wanted != null; wanted = requests.readLine()) {
      Steps steps = wanted.equals("training") ? train : classify;
      System.out.println("RATE " + steps.examplesPerSecond(windowSeconds));
    }
  }

  private static final class Steps {
    private final Step step;
    private final int batch;
    private int index;

    Steps(Step step, int batch) {
      this.step = step;
      this.batch = batch;
    }

    void warmUp(double windowSeconds) throws Exception {
      long start = System.nanoTime();
      while (secondsSince(start) < 2 * windowSeconds
          || (index < WARM_UP_STEPS && secondsSince(start) < MOST_WINDOWS * windowSeconds)) {
        step.run(index++);
      }
    }

    double examplesPerSecond(double windowSeconds) throws Exception {
      // Others computed since: a step brings back the caches and wakes the threads.
      long waking = System.nanoTime();
      step.run(index++);
      long start = secondsSince(waking) < windowSeconds ? System.nanoTime() : waking;
      long examples = start == waking ? batch : 0;
      while (examples == 0 || secondsSince(start) < windowSeconds) {
        step.run(index++);
        examples += batch;
      }
      return examples / secondsSince(start);
    }

    private static double secondsSince(long start) {
      return (System.nanoTime() - start) / 1e9;
    }
  }
}
