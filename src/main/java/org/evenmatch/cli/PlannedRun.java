package org.evenmatch.cli;

import java.util.List;
import org.evenmatch.Comparison;
import org.evenmatch.RunFolder;
import org.evenmatch.data.Dataset;
import org.evenmatch.report.HtmlReport;
import org.evenmatch.report.ResultsJson;
import org.evenmatch.report.RunDocument;
import org.evenmatch.report.TextTables;
import org.evenmatch.report.Verdict;
import org.evenmatch.training.TrainingListener;

/** Runs a plan as the user asked and prints what came of it. */
final class PlannedRun {
  private final EvenmatchCommand program;
  private final RunOptions options;
  private final boolean quiet;

  PlannedRun(EvenmatchCommand program, RunOptions options) {
    this.program = program;
    this.options = options;
    this.quiet = program.quiet();
  }

  /** Runs {@code plan}; everything that can be checked was checked before. */
  int run(Comparison.Plan plan, Dataset dataset, String command) {
    Console console = program.console();
    plan.check();
    RunFolder folder = options.folder(command);
    if (!quiet) {
      dataset.notice().ifPresent(console::notice);
    }
    RunDocument document;
    LogFile log = LogFile.open(folder.path());
    Interruption interruption = Interruption.watch(console, folder.path());
    try {
      document =
          plan.saveTo(folder)
              .command(program.words())
              .listener(quiet ? TrainingListener.NONE : new ProgressPrinter(console))
              .run()
              .document();
    } finally {
      interruption.stop();
      log.close();
    }
    if (options.json()) {
      console.out().print(ResultsJson.render(document));
    } else {
      print(document, folder);
    }
    List<String> failed =
        document.configurations().stream().filter(c -> !c.isOk()).map(c -> c.name()).toList();
    if (!failed.isEmpty()) {
      console.notice(
          "not every configuration was trained: " + String.join(", ", failed) + " failed");
      return ExitCode.FAILED;
    }
    return ExitCode.DONE;
  }

  private void print(RunDocument document, RunFolder folder) {
    Console console = program.console();
    console.out().println(TextTables.heading(document));
    console.out().println(TextTables.results(document));
    if (document.comparison().isPresent()) {
      console.out().println(Verdict.of(document));
      console.out().println(TextTables.significance(document));
    }
    console.out().println("Report: " + folder.path().resolve(HtmlReport.FILE));
  }
}
