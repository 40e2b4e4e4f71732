package org.evenmatch.kernels.cuda;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What a vendor's library prepared for the shapes that came last: a full batch, and the rest of an
 * epoch.
 *
 * @param <S> a shape
 * @param <P> what is prepared for it
 */
public final class RecentPlans<S, P extends RecentPlans.Plan> {
  private static final int MOST = 8;

  private final Map<S, P> plans = new LinkedHashMap<>(MOST, 0.75f, true);

  /** Holds memory of a library. */
  public interface Plan extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * The plan for {@code shape}, made if there is none; the one that was used longest ago may go.
   */
  public P of(S shape, Function<S, P> make) {
    P plan = plans.computeIfAbsent(shape, make);
    if (plans.size() > MOST) {
      S eldest = plans.keySet().iterator().next();
      plans.remove(eldest).close();
    }
    return plan;
  }
}
