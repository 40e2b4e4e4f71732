package org.evenmatch.cli;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.evenmatch.spec.Probe;
import org.evenmatch.spec.YamlName;

/** Reads the names of experiments. */
final class Probes {
  private Probes() {}

  static Set<Probe> named(List<String> names) {
    Set<Probe> probes = EnumSet.noneOf(Probe.class);
    names.forEach(name -> probes.add(YamlName.of("--probe", name, Probe.class)));
    return probes;
  }
}
