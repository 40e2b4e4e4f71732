package org.evenmatch.match;

import java.util.List;
import org.evenmatch.spec.InvalidInputException;
import org.evenmatch.spec.Kind;
import org.evenmatch.spec.Match;
import org.evenmatch.spec.NetworkSpec;
import org.evenmatch.spec.Training;

/**
 * A convolutional network and the fully-connected one that matches it.
 *
 * @param name the name of the pair
 * @param match what the two have in common
 * @param convolutional the convolutional member
 * @param fullyConnected the fully-connected member
 */
public record MatchedPair(
    String name, Match match, NetworkSpec convolutional, NetworkSpec fullyConnected) {

  /** FC parameters ÷ CNN parameters. */
  public double parameterRatio() {
    return (double) NetworkCount.of(fullyConnected).parameters()
        / NetworkCount.of(convolutional).parameters();
  }

  /** FC multiply-accumulates ÷ CNN multiply-accumulates. */
  public double macRatio() {
    return (double) NetworkCount.of(fullyConnected).macs() / NetworkCount.of(convolutional).macs();
  }

  /** The member of {@code kind}. */
  public NetworkSpec member(Kind kind) {
    return kind == Kind.CNN ? convolutional : fullyConnected;
  }

  /** Both members, the fully-connected one first. */
  public List<NetworkSpec> members() {
    return List.of(fullyConnected, convolutional);
  }

  public Training training() {
    return convolutional.training();
  }

  /** The same pair with other training defaults for both members. */
  public MatchedPair withTraining(Training training) {
    return new MatchedPair(
        name, match, convolutional.withTraining(training), fullyConnected.withTraining(training));
  }

  /**
   * Refuses a pair without an output layer.
   *
   * @throws InvalidInputException if the pair is for counting only
   */
  public MatchedPair requireTrainable() {
    if (convolutional.classes().isEmpty()) {
      throw new InvalidInputException(
          "a pair must end in an output layer to be trained, but '"
              + name
              + "' has none and is for counting only: use 'count', or add '- output'");
    }
    return this;
  }
}
