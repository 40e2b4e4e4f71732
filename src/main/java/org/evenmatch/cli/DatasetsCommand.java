package org.evenmatch.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.evenmatch.data.Dataset;
import org.evenmatch.data.DatasetDefinition;
import org.evenmatch.data.Datasets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists and verifies datasets. */
@Command(
    name = "datasets",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "List or verify datasets.")
final class DatasetsCommand implements Runnable {
  private final EvenmatchCommand program;

  DatasetsCommand(EvenmatchCommand program) {
    this.program = program;
  }

  @Override
  public void run() {
    list();
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "List the datasets that are known by name.")
  int list() {
    Console console = program.console();
    console.out().println("glyphs         built in, 28×28×1, 10 classes: stroke drawings");
    console.out().println("shapes         built in, 32×32×3, 10 classes: coloured shapes anywhere");
    for (String name : DatasetDefinition.names()) {
      DatasetDefinition definition = DatasetDefinition.load(name);
      console
          .out()
          .printf(
              "%-14s %s, %s, %d classes, %,d + %,d images (licence: %s)%n",
              name,
              definition.title(),
              definition.shape(),
              definition.classes().size(),
              definition.train(),
              definition.test(),
              definition.licence());
    }
    return ExitCode.DONE;
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = "Read a dataset and check its structure and content.")
  int verify(
      @Parameters(paramLabel = "NAME|FOLDER", description = "The dataset.") String name,
      @Option(
              names = "--data-dir",
              paramLabel = "DIR",
              description = "Where the dataset's files already lie.")
          Path dataDir) {
    Dataset dataset = Datasets.load(name, Optional.ofNullable(dataDir), 1);
    Console console = program.console();
    dataset.notice().ifPresent(console::notice);
    console
        .out()
        .printf(
            "%s: %,d training and %,d test images of %s, %d classes, %s%n",
            dataset.name(),
            dataset.train().size(),
            dataset.test().size(),
            dataset.shape(),
            dataset.classes().size(),
            dataset.digest());
    return ExitCode.DONE;
  }
}
