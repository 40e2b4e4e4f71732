package org.evenmatch.report;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import java.util.Optional;
import org.evenmatch.definition.YamlName;
import org.evenmatch.measure.Interval;
import org.evenmatch.measure.Summary;

/**
 * A chart as data; the page's script draws each type of it, whatever it shows. What belongs to a
 * network has its kind, which gives colour, mark and line.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface Chart {
  /** How an axis is divided. */
  enum Scale implements YamlName {
    /** From where the values begin. */
    LINEAR,
    /** From zero. */
    FROM_ZERO,
    /** Whole numbers, such as epochs. */
    WHOLE,
    LOG,
    /** Shares, 0 to 1, written as percentages. */
    PERCENT
  }

  /**
   * An axis.
   *
   * @param name what it measures
   * @param scale how it is divided
   * @param min its lower end, if fixed
   * @param max its upper end, if fixed
   */
  record Axis(String name, Scale scale, Optional<Double> min, Optional<Double> max) {
    /** An axis whose ends follow from the values. */
    public static Axis of(String name, Scale scale) {
      return new Axis(name, scale, Optional.empty(), Optional.empty());
    }

    /** The same from {@code low} to {@code high}. */
    public Axis between(double low, double high) {
      return new Axis(name, scale, Optional.of(low), Optional.of(high));
    }
  }

  /**
   * A point of a line.
   *
   * @param x where
   * @param y how much
   * @param low the lowest of what it stands for, if a band is to be drawn
   * @param high the highest
   * @param strong whether its mark is large; empty where all are alike
   */
  record Point(
      double x, double y, Optional<Double> low, Optional<Double> high, Optional<Boolean> strong) {
    /** A point alone. */
    public static Point of(double x, double y) {
      return new Point(x, y, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The mean of several runs, with a band from the worst to the best. */
    public static Point of(double x, Summary runs) {
      return new Point(
          x,
          runs.mean(),
          runs.runs().stream().min(Double::compare),
          runs.runs().stream().max(Double::compare),
          Optional.empty());
    }
  }

  /** A line through points, dotted if it is the second of its kind. */
  record Line(String name, String kind, boolean dotted, List<Point> points) {}

  /** Lines over a measure; {@code diagonal} adds the line where both axes are equal. */
  @JsonTypeName("lines")
  record Lines(Axis x, Axis y, List<Line> lines, boolean diagonal) implements Chart {}

  /** Bars of one colour, one a category; empty where there is no value. */
  record Series(String name, String kind, List<Optional<Double>> values) {}

  /** Groups of bars, a group a category. */
  @JsonTypeName("bars")
  record Bars(List<String> categories, boolean log, List<Series> series) implements Chart {}

  /** A large mark for the mean of several runs, small ones for each, and an interval. */
  record Dot(int at, Summary runs, Optional<Interval> interval) {}

  /** Marks of one colour; {@code at} is the number of the category. */
  record Group(String name, String kind, List<Dot> dots) {}

  /** Marks with intervals, a place a category; {@code alone} where each has one group only. */
  @JsonTypeName("dots")
  record Dots(List<String> categories, boolean alone, List<Group> groups) implements Chart {}

  /** Shares of rows in percent, {@code [row][column]}, as shades. */
  @JsonTypeName("heat-map")
  record HeatMap(List<String> labels, List<List<Double>> percent) implements Chart {}

  /**
   * A value for each place of a grid of two axes, as shades of one colour and in figures.
   *
   * @param x what the columns are
   * @param y what the rows are
   * @param kind gives the colour
   * @param unit what values are in
   * @param columns names of the columns
   * @param rows names of the rows
   * @param values {@code [row][column]}; empty where there is none
   */
  @JsonTypeName("grid")
  record Grid(
      String x,
      String y,
      String kind,
      String unit,
      List<String> columns,
      List<String> rows,
      List<List<Optional<Double>>> values)
      implements Chart {}
}
