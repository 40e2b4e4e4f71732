package org.evenmatch.match;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.Match;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.PairSpec;
import org.evenmatch.definition.Training;
import org.evenmatch.files.InvalidInputException;

/**
 * Networks that have something in common.
 *
 * @param name the name of the pair
 * @param match what they have in common
 * @param members one network of each kind, in the order of kinds; the last is the one that the
 *     others are held against
 */
public record MatchedPair(String name, Match match, List<NetworkSpec> members) {
  /** Up to this part of each other, numbers count as matched. */
  public static final double NEAR = 0.01;

  public MatchedPair {
    members = List.copyOf(members);
    if (members.isEmpty()) {
      throw new IllegalArgumentException("a pair has members");
    }
  }

  /** What the members were derived from. */
  public Pair definition() {
    return new Pair(new PairSpec(name, convolutional(), match));
  }

  /** The member of {@code kind}, if the pair has one. */
  public Optional<NetworkSpec> find(Kind kind) {
    return members.stream().filter(member -> member.kind() == kind).findFirst();
  }

  /**
   * The member of {@code kind}.
   *
   * @throws InvalidInputException if the pair has none
   */
  public NetworkSpec member(Kind kind) {
    return find(kind)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "the pair must have a "
                        + kind.adjective()
                        + " member, but '"
                        + name
                        + "' was matched without: name it among the members"));
  }

  /** The convolutional member. */
  public NetworkSpec convolutional() {
    return member(Kind.CNN);
  }

  /** The fully-connected member. */
  public NetworkSpec fullyConnected() {
    return member(Kind.FC);
  }

  /** The same with only the members of some kinds. */
  public MatchedPair only(List<Kind> kinds) {
    return new MatchedPair(name, match, kinds.stream().sorted().map(this::member).toList());
  }

  public Training training() {
    return members.get(0).training();
  }

  /** The same pair with another training recipe for all members. */
  public MatchedPair withTraining(Training training) {
    return withMembers(member -> member.withTraining(training));
  }

  /** The same pair with what {@code change} makes of each member's training recipe. */
  public MatchedPair withTraining(UnaryOperator<Training> change) {
    return withMembers(member -> member.withTraining(change.apply(member.training())));
  }

  /** The same pair with each member trained as that of its kind is in {@code other}. */
  public MatchedPair trainedAs(MatchedPair other) {
    return withMembers(member -> member.withTraining(other.member(member.kind()).training()));
  }

  private MatchedPair withMembers(UnaryOperator<NetworkSpec> change) {
    return new MatchedPair(name, match, members.stream().map(change).toList());
  }

  /**
   * Refuses a pair without an output layer.
   *
   * @throws InvalidInputException if the pair is for counting only
   */
  public MatchedPair requireTrainable() {
    if (members.get(0).classes().isEmpty()) {
      throw new InvalidInputException(
          "a pair must end in an output layer to be trained, but '"
              + name
              + "' has none and is for counting only: use 'count', or add '- output'");
    }
    return this;
  }
}
