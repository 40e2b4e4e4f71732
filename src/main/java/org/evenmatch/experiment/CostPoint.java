package org.evenmatch.experiment;

import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.evenmatch.measure.Interval;
import org.evenmatch.measure.Summary;

/**
 * A network, what it costs and how accurate it is.
 *
 * @param scale what the convolutional member's widths were multiplied by
 * @param name of the configuration
 * @param kind {@code fc}, {@code local} or {@code cnn}
 * @param parameters trained ones
 * @param macs of one example's forward pass
 * @param accuracy one run a seed
 * @param interval of the accuracy, over seeds and test images; absent where an earlier version
 *     wrote it
 * @param bestForParameters whether no network with as few parameters is as accurate, by the means
 * @param bestForMacs whether no network with as few multiply-accumulates is as accurate
 * @param openForParameters whether no network with as few parameters is measurably more accurate,
 *     on the same seeds and images
 * @param openForMacs the same of multiply-accumulates
 */
record CostPoint(
    double scale,
    String name,
    String kind,
    long parameters,
    long macs,
    Summary accuracy,
    Optional<Interval> interval,
    boolean bestForParameters,
    boolean bestForMacs,
    Optional<Boolean> openForParameters,
    Optional<Boolean> openForMacs) {

  private boolean beats(CostPoint other) {
    return accuracy.mean() > other.accuracy.mean();
  }

  /** A point, not yet held against the others, and how its networks did. */
  record Trained(CostPoint point, Side side) {
    /** The same, marked where none of {@code all} is better at as low a cost. */
    CostPoint among(List<Trained> all) {
      List<Trained> parameters = cheaper(all, CostPoint::parameters);
      List<Trained> macs = cheaper(all, CostPoint::macs);
      return new CostPoint(
          point.scale(),
          point.name(),
          point.kind(),
          point.parameters(),
          point.macs(),
          point.accuracy(),
          point.interval(),
          parameters.stream().noneMatch(other -> other.point.beats(point)),
          macs.stream().noneMatch(other -> other.point.beats(point)),
          Optional.of(parameters.stream().noneMatch(this::isMeasurablyBeatenBy)),
          Optional.of(macs.stream().noneMatch(this::isMeasurablyBeatenBy)));
    }

    private List<Trained> cheaper(List<Trained> all, ToLongFunction<CostPoint> cost) {
      return all.stream()
          .filter(other -> cost.applyAsLong(other.point) <= cost.applyAsLong(point))
          .toList();
    }

    private boolean isMeasurablyBeatenBy(Trained other) {
      List<Side> common = Side.common(List.of(side, other.side));
      return !common.get(0).isEmpty() && common.get(1).minus(common.get(0)).interval().low() > 0;
    }
  }
}
