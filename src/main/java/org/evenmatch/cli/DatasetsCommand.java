package org.evenmatch.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.evenmatch.data.Dataset;
import org.evenmatch.data.DatasetDefinition;
import org.evenmatch.data.Datasets;
import org.evenmatch.data.fetch.DatasetFetch;
import org.evenmatch.data.fetch.FetchSettings;
import org.evenmatch.process.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists, fetches and verifies datasets. */
@Command(
    name = "datasets",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "List, fetch or verify datasets.")
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
      versionProvider = Version.class,
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
      versionProvider = Version.class,
      description = "Read a dataset and check its structure and content.")
  int verify(
      @Parameters(paramLabel = "NAME|FOLDER", description = "The dataset.") String name,
      @Option(
              names = "--data-dir",
              paramLabel = "DIR",
              description = "Where the dataset's files already lie.")
          Path dataDir) {
    describe(Datasets.load(name, Optional.ofNullable(dataDir), 1));
    return ExitCode.DONE;
  }

  @Command(
      name = "fetch",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Download a dataset from its publisher's mirrors.")
  int fetch(
      @Parameters(paramLabel = "NAME", description = "mnist, fashion-mnist or cifar-10.")
          String name,
      @Option(
              names = "--mirror",
              paramLabel = "URL",
              description = "A folder on the web to be asked first; may be given several times.")
          List<String> mirrors,
      @Option(
              names = "--data-dir",
              paramLabel = "DIR",
              description = "Where to put the files (default: the cache).")
          Path dataDir) {
    if (Datasets.BUILT_IN.contains(name)) {
      program.console().notice(name + " is drawn on the spot: there is nothing to be fetched");
      return ExitCode.DONE;
    }
    DatasetDefinition definition =
        DatasetDefinition.load(name).withMirrors(mirrors == null ? List.of() : mirrors);
    Path folder = dataDir == null ? Datasets.cache(name) : dataDir;
    DatasetFetch.fetch(
        definition,
        folder,
        FetchSettings.DEFAULT,
        new FetchPrinter(program.console(), program.quiet()));
    describe(Datasets.load(name, Optional.of(folder), 1));
    return ExitCode.DONE;
  }

  private void describe(Dataset dataset) {
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
  }
}
