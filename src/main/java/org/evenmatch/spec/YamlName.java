package org.evenmatch.spec;

import java.util.Locale;

/** An enum constant that YAML files and the command line write in lower case with hyphens. */
public interface YamlName {

  /** The constant's Java name, as every enum has it. */
  String name();

  /** For example {@code leaky-relu} for {@code LEAKY_RELU}. */
  default String yamlName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
