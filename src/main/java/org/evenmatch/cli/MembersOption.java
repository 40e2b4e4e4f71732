package org.evenmatch.cli;

import java.util.List;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.YamlName;
import picocli.CommandLine.Option;

/** Which members of a pair. */
final class MembersOption {
  @Option(
      names = "--members",
      paramLabel = "KIND,…",
      split = ",",
      description = "The members: fc, local (locally connected), cnn (default: fc,cnn).")
  private List<String> members = List.of();

  List<Kind> kinds() {
    return members.isEmpty()
        ? Kind.DEFAULT
        : Kind.sorted(
            "--members",
            members.stream().map(name -> YamlName.of("--members", name, Kind.class)).toList());
  }
}
