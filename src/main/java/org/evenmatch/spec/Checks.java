package org.evenmatch.spec;

/** The rules that several records share, each with the same wording. */
final class Checks {
  private Checks() {}

  static int positive(String what, int value) {
    if (value < 1) {
      throw new InvalidInputException(
          what + " must be at least 1, but is " + value + ": give a positive whole number");
    }
    return value;
  }

  static String named(String what, String name) {
    if (name == null || !name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
      throw new InvalidInputException(
          what
              + " must be 1 to 64 letters, digits, '.', '_' or '-', but is '"
              + name
              + "': choose a shorter or plainer name");
    }
    return name;
  }
}
