package org.evenmatch.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentPlansTest {
  @Test
  void closesThePlanThatWasUsedLongestAgo() {
    List<Integer> closed = new ArrayList<>();
    RecentPlans<Integer, RecentPlans.Plan> plans = new RecentPlans<>();
    for (int shape = 1; shape <= 8; shape++) {
      int made = shape;
      plans.of(shape, one -> () -> closed.add(made));
    }
    RecentPlans.Plan first =
        plans.of(
            1,
            one -> {
              throw new AssertionError("the first plan was made again");
            });

    RecentPlans.Plan ninth = plans.of(9, one -> () -> closed.add(9));

    assertThat(closed).containsExactly(2);
    assertThat(plans.of(1, one -> null)).isSameAs(first);
    assertThat(plans.of(9, one -> null)).isSameAs(ninth);
  }
}
