package org.evenmatch.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.evenmatch.files.Json;
import org.evenmatch.process.BackendRuns;
import org.evenmatch.process.ExitCode;
import org.evenmatch.report.HtmlReport;
import org.evenmatch.report.ResultTables;
import org.evenmatch.report.Results;
import org.evenmatch.report.ResultsFile;
import org.evenmatch.run.RunFolder;
import org.evenmatch.run.RunReports;

/** Prints what came of a run. */
record RunPrinter(Console console, boolean json) {

  /**
   * Prints the results in {@code folder}, if the run is over.
   *
   * @param code the exit code of the run
   * @return the same
   */
  int print(int code, Path folder) {
    if (ExitCode.isInterrupted(code)) {
      return code;
    }
    List<Path> parts = BackendRuns.parts(folder);
    boolean several = !parts.isEmpty();
    boolean over =
        several
            ? Files.exists(folder.resolve(ResultsFile.NAME))
            : RunFolder.isRun(folder) && RunFolder.open(folder).isFinished();
    if (!over) {
      return code;
    }
    Results results = ResultsFile.read(folder);
    if (json) {
      console.out().print(Json.pretty(results));
    } else {
      if (several) {
        List<Results> runs = parts.stream().map(ResultsFile::read).toList();
        console.out().println(ResultTables.backends(runs).asText());
      } else {
        console.out().print(RunReports.text(results, console.style()));
      }
      console.out().println("Report: " + folder.resolve(HtmlReport.NAME));
    }
    if (!results.failed().isEmpty()) {
      console.notice(
          "not everything was trained: " + String.join(", ", results.failed()) + " failed");
    }
    return code;
  }
}
