package org.evenmatch.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Steps take what the test says; nothing is timed. */
class ThreadChoiceTest {
  private static final long MILLISECOND = 1_000_000;

  /** A machine on which a step takes so long on all threads, and on one. */
  private record Machine(long nanosOnAll, long nanosOnOne) {
    /** Lets {@code choice} compute for so long; returns the time that one thread alone takes. */
    double sharesOfOneThread(ThreadChoice choice, long seconds) {
      long elapsed = 0;
      long steps = 0;
      while (elapsed < seconds * 1_000 * MILLISECOND) {
        long nanos = choice.threads() == 1 ? nanosOnOne : nanosOnAll;
        choice.took(nanos, 64);
        elapsed += nanos;
        steps++;
      }
      return (double) elapsed / (steps * nanosOnOne);
    }
  }

  private static final Machine QUIET = new Machine(MILLISECOND, 2 * MILLISECOND);
  private static final Machine CROWDED = new Machine(40 * MILLISECOND, 2 * MILLISECOND);
  private static final Machine SLOW_AND_CROWDED =
      new Machine(1_200 * MILLISECOND, 900 * MILLISECOND);
  private static final Machine SLOW_STEPS = new Machine(500 * MILLISECOND, 900 * MILLISECOND);

  @Test
  void takesAllThreadsWhereTheyAreFasterAndSpendsLittleOnTrials() {
    ThreadChoice choice = new ThreadChoice(2, false);

    assertThat(QUIET.sharesOfOneThread(choice, 20)).isLessThan(0.52);
    assertThat(SLOW_STEPS.sharesOfOneThread(new ThreadChoice(2, false), 300)).isLessThan(0.57);
  }

  @Test
  void takesOneWhereThreadsWaitForEachOther() {
    assertThat(CROWDED.sharesOfOneThread(new ThreadChoice(2, false), 60)).isLessThan(1.1);
  }

  @Test
  void followsAMachineThatGetsCrowdedAndQuietAgain() {
    ThreadChoice choice = new ThreadChoice(2, false);
    QUIET.sharesOfOneThread(choice, 20);

    assertThat(CROWDED.sharesOfOneThread(choice, 20)).isLessThan(1.1);
    QUIET.sharesOfOneThread(choice, 10);
    assertThat(QUIET.sharesOfOneThread(choice, 20)).isLessThan(0.52);
  }

  @Test
  void slowStepsSoonFindTheMachineQuietAgain() {
    ThreadChoice choice = new ThreadChoice(2, false);

    assertThat(SLOW_AND_CROWDED.sharesOfOneThread(choice, 120)).isLessThan(1.1);
    SLOW_STEPS.sharesOfOneThread(choice, 30);
    assertThat(choice.threads()).isEqualTo(2);
    assertThat(SLOW_STEPS.sharesOfOneThread(choice, 60)).isLessThan(0.6);
  }

  @Test
  void staysWithThreadsThatAreGiven() {
    ThreadChoice choice = new ThreadChoice(2, true);
    for (int step = 0; step < 1_000; step++) {
      assertThat(choice.threads()).isEqualTo(2);
      choice.took(1_000 * MILLISECOND, 64);
    }
    assertThat(new ThreadChoice(1, false).threads()).isEqualTo(1);
  }

  @Test
  void doesNotJudgeByTheRestOfAnEpoch() {
    ThreadChoice choice = new ThreadChoice(2, false);
    choice.took(MILLISECOND, 64);
    for (int step = 0; step < 1_000; step++) {
      choice.took(1_000 * MILLISECOND, 10);
      assertThat(choice.threads()).isEqualTo(2);
    }
  }
}
