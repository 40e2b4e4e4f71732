package org.evenmatch.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.evenmatch.files.InvalidInputException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** What is resumed goes on as it was started: options that would say otherwise are refused. */
final class ResumeAlone {
  private static final Set<String> ALLOWED =
      Set.of("--resume", "--json", "--quiet", "--verbose", "--row-java-option");

  private ResumeAlone() {}

  /**
   * Refuses other options beside {@code --resume}.
   *
   * @param command as it was parsed
   * @throws InvalidInputException with their names
   */
  static void require(CommandSpec command) {
    ParseResult parsed = command.commandLine().getParseResult();
    List<String> others = new ArrayList<>();
    for (PositionalParamSpec word : parsed.matchedPositionals()) {
      others.add(word.paramLabel());
    }
    for (OptionSpec option : parsed.matchedOptions()) {
      if (!ALLOWED.contains(option.longestName())) {
        others.add(option.longestName());
      }
    }
    if (!others.isEmpty()) {
      throw new InvalidInputException(
          "--resume goes on with what lies there as it was started, but "
              + String.join(", ", others)
              + " was given too: leave it out, or start anew");
    }
  }
}
