package org.evenmatch.definition;

/**
 * A pair definition: the convolutional member and the rule that makes its fully-connected partner.
 *
 * @param name for example {@code lenet}
 * @param convolutional the convolutional member, named {@code NAME-cnn}
 * @param match the rule used unless a run asks for another
 */
public record PairSpec(String name, NetworkSpec convolutional, Match match) {

  public PairSpec {
    Checks.named("pair name", name);
    if (convolutional.kind() != Kind.CNN) {
      throw new IllegalArgumentException("a pair is defined by its convolutional member");
    }
  }
}
