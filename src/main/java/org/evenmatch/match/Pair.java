package org.evenmatch.match;

import java.util.ArrayList;
import java.util.List;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.Match;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.PairSpec;
import org.evenmatch.definition.Shape;
import org.evenmatch.files.InvalidInputException;

/**
 * A pair definition, ready to be matched.
 *
 * @param spec the convolutional member and its default rule
 */
public record Pair(PairSpec spec) {

  /**
   * The same pair with the filters of its conv layers and the units of its dense layers multiplied
   * by {@code factor}, rounded, at least one: parameters and multiply-accumulates grow by about the
   * square of it. Whitening filters stay as many as the values of their window ask for.
   */
  public Pair scaled(double factor) {
    NetworkSpec cnn = spec.convolutional();
    List<LayerSpec> layers = new ArrayList<>();
    for (LayerSpec layer : cnn.layers()) {
      if (layer instanceof LayerSpec.Conv conv) {
        layers.add(
            new LayerSpec.Conv(
                conv.name(),
                conv.whitens() ? conv.filters() : scaled(conv.filters(), factor),
                conv.window(),
                conv.activation(),
                conv.weights()));
      } else if (layer instanceof LayerSpec.Dense dense) {
        layers.add(
            new LayerSpec.Dense(dense.name(), scaled(dense.units(), factor), dense.activation()));
      } else {
        layers.add(layer);
      }
    }
    NetworkSpec scaled =
        new NetworkSpec(cnn.name(), cnn.kind(), cnn.image(), layers, cnn.training());
    return new Pair(new PairSpec(spec.name(), scaled, spec.match()));
  }

  private static int scaled(int width, double factor) {
    return (int) Math.max(1, Math.round(width * factor));
  }

  /** Makes the usual members by the definition's own rule. */
  public MatchedPair matched() {
    return matchedBy(spec.match());
  }

  /** Makes the usual members by {@code match}. */
  public MatchedPair matchedBy(Match match) {
    return matchedBy(match, Kind.DEFAULT);
  }

  /**
   * Makes a member of each of {@code kinds} by {@code match}.
   *
   * @throws InvalidInputException if the rule asks for more units than a layer can have
   */
  public MatchedPair matchedBy(Match match, List<Kind> kinds) {
    return new MatchedPair(
        spec.name(), match, kinds.stream().sorted().map(kind -> member(kind, match)).toList());
  }

  private NetworkSpec member(Kind kind, Match match) {
    return switch (kind) {
      case CNN -> spec.convolutional();
      case LOCAL -> LocallyConnected.of(spec, match);
      case FC -> fullyConnected(match);
    };
  }

  /**
   * The fully-connected member: pools vanish; batch normalisation and dropout stay with their
   * layer; the output layer stays as it is.
   */
  private NetworkSpec fullyConnected(Match match) {
    NetworkCount cnn = NetworkCount.of(spec.convolutional());
    return switch (match) {
      case UNITS -> withWidths(unitWidths());
      case OUTPUTS -> withWidths(outputWidths());
      case PARAMETERS -> withWidths(WidthSolver.parameters(skeleton(), cnn.parameters()).solve());
      case COMPUTE -> withWidths(WidthSolver.macs(skeleton(), cnn.macs()).solve());
    };
  }

  /** The fully-connected member with one unit in every hidden layer. */
  private NetworkSpec skeleton() {
    return withWidths(unitWidths().stream().map(units -> 1).toList());
  }

  private List<Integer> unitWidths() {
    List<Integer> widths = new ArrayList<>();
    for (LayerSpec layer : spec.convolutional().layers()) {
      if (layer instanceof LayerSpec.Conv conv) {
        widths.add(conv.filters());
      } else if (layer instanceof LayerSpec.Dense dense) {
        widths.add(dense.units());
      }
    }
    return widths;
  }

  private List<Integer> outputWidths() {
    List<Integer> widths = new ArrayList<>();
    List<Shape> outputs = spec.convolutional().outputShapes();
    for (int i = 0; i < outputs.size(); i++) {
      LayerSpec layer = spec.convolutional().layers().get(i);
      if (layer instanceof LayerSpec.Conv || layer instanceof LayerSpec.Dense) {
        widths.add(outputs.get(i).flattened().channels());
      }
    }
    return widths;
  }

  private NetworkSpec withWidths(List<Integer> widths) {
    List<LayerSpec> layers = new ArrayList<>();
    int dense = 0;
    for (LayerSpec layer : spec.convolutional().layers()) {
      if (layer instanceof LayerSpec.Conv conv) {
        layers.add(new LayerSpec.Dense(denseName(dense), widths.get(dense++), conv.activation()));
      } else if (layer instanceof LayerSpec.Dense old) {
        layers.add(new LayerSpec.Dense(denseName(dense), widths.get(dense++), old.activation()));
      } else if (!(layer instanceof LayerSpec.Pool)) {
        layers.add(layer);
      }
    }
    if (layers.isEmpty()) {
      throw new InvalidInputException(
          "pair '"
              + spec.name()
              + "' must have a conv, dense or output layer, but has only pools: add one");
    }
    NetworkSpec cnn = spec.convolutional();
    return new NetworkSpec(spec.name() + "-fc", Kind.FC, cnn.image(), layers, cnn.training());
  }

  private static String denseName(int index) {
    return "dense" + (index + 1);
  }
}
