package org.evenmatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command of the README that needs nothing special does what it should. */
class ReadmeTest {
  private static final Pattern SHELL_BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
  private static final String LAUNCHER = "scripts/evenmatch ";

  @TempDir private Path folder;

  private static List<String> commands() throws IOException {
    List<String> commands = new ArrayList<>();
    Matcher matcher = SHELL_BLOCK.matcher(Files.readString(Path.of("README.md")));
    while (matcher.find()) {
      matcher.group(1).lines().filter(line -> !line.isBlank()).forEach(commands::add);
    }
    return commands;
  }

  @Test
  void commandsRun() throws IOException {
    int run = 0;
    for (String command : commands()) {
      if (command.equals("mvn -B verify") || command.equals("scripts/evenmatch compare")) {
        // The one runs this test, the other is LauncherTest's.
        continue;
      }
      assertThat(command).startsWith(LAUNCHER);
      String[] words =
          command.substring(LAUNCHER.length()).replace("runs/", folder.toString() + "/").split(" ");
      Cli cli = Cli.run(words);
      assertThat(cli.code()).as("%s%n%s", command, cli.err()).isZero();
      assertThat(cli.out()).as(command).isNotBlank();
      run++;
    }
    assertThat(run).isGreaterThan(7);
  }
}
