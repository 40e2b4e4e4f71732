package org.evenmatch.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.evenmatch.Pairs;
import org.evenmatch.definition.Match;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.kernels.KernelLibrary;
import org.evenmatch.match.MatchedPair;
import org.junit.jupiter.api.Test;

class TrainingStepTest {
  @Test
  void isTheSameByTheFastKernelsAndByDeeplearning4jsOwnMethods() {
    MatchedPair pair = Pairs.load("cifar-vgg").matchedBy(Match.PARAMETERS);
    for (NetworkSpec member : pair.members()) {
      NetworkSpec small = member.withTraining(member.training().withBatch(4));

      double[] fast = TrainingStep.of(small);
      System.setProperty(KernelLibrary.PROPERTY, "built-in");
      double[] builtIn;
      try {
        builtIn = TrainingStep.of(small);
      } finally {
        System.clearProperty(KernelLibrary.PROPERTY);
      }

      double largest = Arrays.stream(builtIn).skip(1).map(Math::abs).max().orElseThrow();
      assertThat(largest).isPositive();
      assertThat(fast).hasSameSizeAs(builtIn).isNotEqualTo(builtIn);
      assertThat(fast[0]).isCloseTo(builtIn[0], within(1e-4));
      for (int i = 1; i < fast.length; i++) {
        assertThat(fast[i]).isCloseTo(builtIn[i], within(2e-3 * largest));
      }
    }
  }
}
