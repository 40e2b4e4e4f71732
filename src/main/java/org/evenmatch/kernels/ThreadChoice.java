package org.evenmatch.kernels;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Chooses, step by step, between all threads and one. Threads that share a step (a layer after the
 * other, or a batch of images) meet: where another process wants a core, all of them wait for the
 * one that lost it, and one thread alone can be many times faster. Which it is, is measured at the
 * beginning, now and then, and when steps suddenly take longer.
 *
 * <p>For steps that follow each other.
 */
public final class ThreadChoice {
  private static final double MILLISECOND = 1e6;

  /** What a trial takes at least, for threads to wake up and for a median to mean something. */
  private static final double WARMING_NANOS = 5 * MILLISECOND;

  private static final double TRIAL_NANOS = 15 * MILLISECOND;
  private static final int FEWEST_STEPS = 3;

  /** Steps of the present choice that are looked back on; the first of a program are slow. */
  private static final int LEAST_STEPS = 7;

  private static final int MOST_STEPS = 15;

  /** The other choice must be better by so much. */
  private static final double WORTH_IT = 0.95;

  /** Steps that take so much longer than when they were chosen cause a trial. */
  private static final double SUDDENLY = 1.5;

  /** Two steps of the other choice that take so many of the present one have said enough. */
  private static final double HOPELESS = 4;

  /** Between trials without a cause; twice as long each time that nothing changes. */
  private static final double FIRST_NANOS_APART = 200 * MILLISECOND;

  private static final double MOST_NANOS_APART = 3_000 * MILLISECOND;

  /** Trials take at most this part of the time; at first more, while a program gets warm. */
  private static final double TRIAL_PART = 0.02;

  /**
   * What trials may lose in the time of one thread. While all threads are slower, steps on one are
   * slow too; so the machine is soon found to be quiet again.
   */
  private static final double LOST_PART = 0.08;

  private static final double EARLY_TRIAL_PART = 0.2;
  private static final int EARLY_TRIALS = 3;

  private final int all;
  private final boolean given;
  private final Deque<Double> recent = new ArrayDeque<>();
  private final Deque<Double> trial = new ArrayDeque<>();
  private int present;
  private int mostExamples;
  private double whenChosen = Double.POSITIVE_INFINITY;
  private boolean trying;
  private double nanosOfTrial;
  private double cost;
  private double loss;
  private int trials;
  private double nanosSinceTrial = Double.POSITIVE_INFINITY;
  private double nanosApart = FIRST_NANOS_APART;

  /**
   * Chooses between {@code all} and one; begins with all, and stays with them where they are given.
   */
  public ThreadChoice(int all, boolean given) {
    this.all = all;
    this.given = given || all == 1;
    this.present = all;
  }

  /** The threads for the next step. */
  public synchronized int threads() {
    return trying ? other() : present;
  }

  private int other() {
    return present == all ? 1 : all;
  }

  /** Notes how long a step of {@link #threads} took. */
  public synchronized void took(long elapsedNanos, int examples) {
    // The rest of an epoch says little of whole batches.
    if (!given && examples >= mostExamples) {
      mostExamples = examples;
      if (trying) {
        tryStep((double) elapsedNanos);
      } else {
        presentStep((double) elapsedNanos);
      }
    }
  }

  private void presentStep(double nanos) {
    nanosSinceTrial += nanos;
    recent.addLast(nanos);
    if (recent.size() > MOST_STEPS) {
      recent.removeFirst();
    }
    if (recent.size() < LEAST_STEPS) {
      return;
    }
    double part = trials < EARLY_TRIALS ? EARLY_TRIAL_PART : TRIAL_PART;
    double least = present == all ? cost / part : loss / LOST_PART;
    double apart = Math.max(nanosApart, least);
    boolean suddenly = median(recent) > SUDDENLY * whenChosen && nanosSinceTrial > 2 * cost;
    if (suddenly || nanosSinceTrial > apart) {
      trying = true;
      trial.clear();
      nanosOfTrial = 0;
    }
  }

  private void tryStep(double nanos) {
    boolean warm = nanosOfTrial >= WARMING_NANOS || (nanosOfTrial > 0 && nanos >= WARMING_NANOS);
    nanosOfTrial += nanos;
    if (warm) {
      trial.addLast(nanos);
    }
    double ofPresent = median(recent);
    boolean hopeless =
        trial.size() == 2 && Math.min(trial.getFirst(), nanos) > HOPELESS * ofPresent;
    boolean enough = trial.size() >= FEWEST_STEPS && nanosOfTrial >= WARMING_NANOS + TRIAL_NANOS;
    if (!enough && !hopeless) {
      return;
    }
    double ofOther = median(trial);
    // What making a program takes, once, is no cost of trials.
    cost = (trial.size() + 1) * ofOther;
    loss = (trial.size() + 1) * Math.max(0, ofOther - ofPresent);
    if (ofOther < WORTH_IT * ofPresent) {
      present = other();
      recent.clear();
      nanosApart = FIRST_NANOS_APART;
    } else {
      nanosApart = Math.min(2 * nanosApart, MOST_NANOS_APART);
    }
    whenChosen = Math.min(ofPresent, ofOther);
    trials++;
    trying = false;
    nanosSinceTrial = 0;
  }

  private static double median(Deque<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
