package org.evenmatch.definition;

import org.evenmatch.files.InvalidInputException;

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

  static int between(String what, int value, int most) {
    if (value > most) {
      throw new InvalidInputException(
          String.format(
              "%s must be at most %,d, but is %d: give a smaller number", what, most, value));
    }
    return positive(what, value);
  }

  /** A batch that is divided among GPUs. */
  static void divisible(int batch, int gpus) {
    if (batch % gpus != 0) {
      throw new InvalidInputException(
          "batch must be a multiple of the number of GPUs, but is "
              + batch
              + " for "
              + gpus
              + ": give "
              + (batch - (batch % gpus) + gpus));
    }
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
