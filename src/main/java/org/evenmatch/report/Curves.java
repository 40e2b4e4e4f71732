package org.evenmatch.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.evenmatch.measure.Summary;
import org.evenmatch.report.Chart.Axis;
import org.evenmatch.report.Chart.Scale;
import org.evenmatch.report.Configuration.CurvePoint;

/** Learning curves: the mean over seeds, between the worst seed and the best. */
final class Curves {
  private static final Axis EPOCHS = Axis.of("epoch", Scale.WHOLE);
  private static final Axis ACCURACY = Axis.of("test accuracy", Scale.PERCENT);

  private Curves() {}

  /** By epoch and by time, and the loss; none without a configuration. */
  static List<Figure> figures(List<Configuration> configurations) {
    if (configurations.isEmpty()) {
      return List.of();
    }
    return List.of(
        figure(
            "by-epoch",
            "Test accuracy by epoch",
            configurations,
            EPOCHS,
            CurvePoint::epoch,
            ACCURACY,
            CurvePoint::testAccuracy),
        figure(
            "by-second",
            "Test accuracy by training time",
            configurations,
            Axis.of("seconds of training", Scale.FROM_ZERO),
            CurvePoint::seconds,
            ACCURACY,
            CurvePoint::testAccuracy),
        figure(
            "loss",
            "Training loss by epoch",
            configurations,
            EPOCHS,
            CurvePoint::epoch,
            Axis.of("training loss", Scale.LOG),
            CurvePoint::loss));
  }

  /** Test accuracy by epoch, for a terminal; configurations of one epoch are left out. */
  static Trend progress(List<Configuration> configurations) {
    List<Trend.Line> lines = new ArrayList<>();
    for (Configuration c : configurations) {
      List<Double> accuracy =
          epochs(c)
              .mapToObj(epoch -> mean(c, epoch, CurvePoint::testAccuracy))
              .filter(OptionalDouble::isPresent)
              .map(OptionalDouble::getAsDouble)
              .toList();
      if (accuracy.size() > 1) {
        lines.add(new Trend.Line(c.name(), accuracy));
      }
    }
    return new Trend("test accuracy by epoch", lines);
  }

  private static IntStream epochs(Configuration c) {
    return c.outcome().curve().stream().mapToInt(CurvePoint::epoch).distinct().sorted();
  }

  private static OptionalDouble mean(
      Configuration c, int epoch, ToDoubleFunction<CurvePoint> value) {
    return at(c, epoch).stream().mapToDouble(value).average();
  }

  private static List<CurvePoint> at(Configuration c, int epoch) {
    return c.outcome().curve().stream().filter(point -> point.epoch() == epoch).toList();
  }

  private static Figure figure(
      String id,
      String title,
      List<Configuration> configurations,
      Axis x,
      ToDoubleFunction<CurvePoint> where,
      Axis y,
      ToDoubleFunction<CurvePoint> value) {
    List<Chart.Line> lines =
        configurations.stream()
            .map(
                c ->
                    new Chart.Line(
                        c.name(),
                        c.kind(),
                        false,
                        epochs(c)
                            .mapToObj(
                                epoch ->
                                    Chart.Point.of(
                                        mean(c, epoch, where).orElseThrow(),
                                        Summary.of(
                                            at(c, epoch).stream()
                                                .map(value::applyAsDouble)
                                                .toList())))
                            .toList()))
            .toList();
    return new Figure(
        id,
        title,
        new Chart.Lines(x, y, lines, false),
        table(configurations, x.equals(EPOCHS), value, y.scale() == Scale.LOG));
  }

  private static Table table(
      List<Configuration> configurations,
      boolean byEpoch,
      ToDoubleFunction<CurvePoint> value,
      boolean loss) {
    List<String> header = new ArrayList<>(List.of("epoch"));
    for (Configuration c : configurations) {
      if (!byEpoch) {
        header.add(c.name() + ", seconds");
      }
      header.add(c.name());
    }
    DoubleFunction<String> form =
        loss ? x -> String.format(Locale.ROOT, "%.4f", x) : Numbers::percent;
    List<List<String>> rows = new ArrayList<>();
    for (int epoch :
        configurations.stream().flatMapToInt(Curves::epochs).distinct().sorted().toArray()) {
      List<String> row = new ArrayList<>(List.of(Integer.toString(epoch)));
      for (Configuration c : configurations) {
        if (!byEpoch) {
          row.add(
              cell(
                  mean(c, epoch, CurvePoint::seconds), x -> String.format(Locale.ROOT, "%.1f", x)));
        }
        row.add(cell(mean(c, epoch, value), form));
      }
      rows.add(row);
    }
    return new Table(header, rows);
  }

  private static String cell(OptionalDouble value, DoubleFunction<String> form) {
    return value.isPresent() ? form.apply(value.getAsDouble()) : Numbers.ABSENT;
  }
}
