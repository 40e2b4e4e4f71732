package org.evenmatch.definition;

import java.util.List;
import java.util.Optional;
import org.evenmatch.files.InvalidInputException;

/** The kinds of networks that are compared; a matched pair has a member of each, in this order. */
public enum Kind implements YamlName {
  FC("fully-connected", "FC", "units"),
  /** The convolutional network's connections, each with a weight of its own. */
  LOCAL("locally connected", "LCN", "filters"),
  CNN("convolutional", "CNN", "filters");

  /** The members of a pair unless a run asks for others. */
  public static final List<Kind> DEFAULT = List.of(FC, CNN);

  private final String adjective;
  private final String initials;
  private final String units;

  Kind(String adjective, String initials, String units) {
    this.adjective = adjective;
    this.initials = initials;
    this.units = units;
  }

  /** For example {@code convolutional}. */
  public String adjective() {
    return adjective;
  }

  /** For example {@code CNN}. */
  public String initials() {
    return initials;
  }

  /** What its first layer is made of: {@code filters} or {@code units}. */
  public String units() {
    return units;
  }

  /** For sentences: {@code the convolutional network}. */
  public String inWords() {
    return "the " + adjective + " network";
  }

  /**
   * Each of {@code kinds} once, in order.
   *
   * @throws InvalidInputException if there is none
   */
  public static List<Kind> sorted(String what, List<Kind> kinds) {
    if (kinds.isEmpty()) {
      throw new InvalidInputException(what + " must be at least one, but there is none: name one");
    }
    return kinds.stream().distinct().sorted().toList();
  }

  /** The kind that is written {@code name}, if there is one. */
  public static Optional<Kind> find(String name) {
    return List.of(values()).stream().filter(kind -> kind.yamlName().equals(name)).findFirst();
  }
}
