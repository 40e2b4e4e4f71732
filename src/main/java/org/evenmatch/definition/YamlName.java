package org.evenmatch.definition;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.StringJoiner;
import org.evenmatch.files.InvalidInputException;

/** An enum constant that YAML files and the command line write in lower case with hyphens. */
public interface YamlName {

  /** The constant's Java name, as every enum has it. */
  String name();

  /** For example {@code leaky-relu} for {@code LEAKY_RELU}. */
  @JsonValue
  default String yamlName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The constant that is written {@code name}.
   *
   * @throws InvalidInputException with the names that there are
   */
  static <E extends Enum<E> & YamlName> E of(String what, String name, Class<E> type) {
    StringJoiner known = new StringJoiner(", ");
    for (E constant : type.getEnumConstants()) {
      if (constant.yamlName().equals(name.toLowerCase(Locale.ROOT))) {
        return constant;
      }
      known.add(constant.yamlName());
    }
    throw new InvalidInputException(
        what + " must be one of " + known + ", but is '" + name + "': choose one of them");
  }
}
