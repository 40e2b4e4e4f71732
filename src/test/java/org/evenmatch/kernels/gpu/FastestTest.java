package org.evenmatch.kernels.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.evenmatch.kernels.ChosenAlgorithm;
import org.junit.jupiter.api.Test;

/** What can be said of the choice without a GPU. */
class FastestTest {
  @Test
  void whatAnotherProcessFoundIsKeptToAndSavedAgainWhatIsNotCudnnsIsNot() {
    ChosenAlgorithm found = new ChosenAlgorithm("forward of a test", "6/3");

    Fastest.choose(List.of(found, new ChosenAlgorithm("backward of a test", "jit")));

    assertThat(Fastest.chosen()).contains(found).noneMatch(one -> one.algorithm().equals("jit"));
  }
}
