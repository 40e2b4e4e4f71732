package org.evenmatch.cli;

import java.util.Iterator;
import java.util.stream.Stream;
import org.evenmatch.definition.Hyperparameter;

/** What can be tuned, for help. */
final class HyperparameterNames implements Iterable<String> {
  @Override
  public Iterator<String> iterator() {
    return Stream.of(Hyperparameter.values()).map(Hyperparameter::yamlName).iterator();
  }
}
