package org.evenmatch.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.process.BackendRuns;
import org.evenmatch.process.ExitCode;
import org.evenmatch.process.SweepRuns;
import org.evenmatch.report.HtmlReport;
import org.evenmatch.report.MarkdownReport;
import org.evenmatch.report.Results;
import org.evenmatch.report.ResultsFile;
import org.evenmatch.report.SweepReport;
import org.evenmatch.report.SweepResults;
import org.evenmatch.run.RunFolder;
import org.evenmatch.run.RunReports;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Rebuilds the report of one or several runs from their folders alone. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Rebuild a report from the results of one or several runs.")
final class ReportCommand implements Callable<Integer> {
  private final EvenmatchCommand program;

  @Parameters(
      arity = "1..*",
      paramLabel = "DIR",
      description = "The folders of runs, or their results.json.")
  private List<Path> given;

  @Option(
      names = "--format",
      paramLabel = "html|md",
      defaultValue = "html",
      description = "html writes report.html, md prints Markdown.")
  private String format;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "The folder for report.html (default: the run's own; for several runs, which are put side"
              + " by side, runs/<time>-report).")
  private Path out;

  ReportCommand(EvenmatchCommand program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    if (!List.of("html", "md").contains(format)) {
      throw new InvalidInputException(
          "--format must be html or md, but is '" + format + "': choose one of them");
    }
    boolean prints = format.equals("md");
    if (prints && out != null) {
      throw new InvalidInputException(
          "--out is for report.html, but --format is md, which is printed: leave it out");
    }
    if (SweepResults.isIn(given.get(0))) {
      return prints ? printSweep() : writeSweep();
    }
    return prints ? print() : write();
  }

  private int print() {
    List<Path> runs = given.stream().flatMap(one -> runs(one).stream()).toList();
    for (Path one : runs) {
      if (!one.equals(runs.get(0))) {
        program.console().out().println();
      }
      Results results = ResultsFile.read(one);
      program.console().out().print(ResultsFile.rendered(one, () -> RunReports.markdown(results)));
    }
    return ExitCode.DONE;
  }

  /** One run, or the same on several backends. */
  private static List<Path> runs(Path one) {
    List<Path> parts = BackendRuns.parts(one);
    return parts.isEmpty() ? List.of(one) : parts;
  }

  private int write() {
    Path first = given.get(0);
    boolean isOne = given.size() == 1;
    List<Path> runs = isOne ? runs(first) : given;
    // Read before anything is made or written.
    runs.forEach(ResultsFile::read);
    Path target = isOne && out == null ? ResultsFile.folder(first) : target(false);
    ResultsFile.rendered(
        isOne ? first : target,
        () -> {
          RunReports.writeHtml(runs, target);
          return target;
        });
    return wrote(target);
  }

  private int printSweep() {
    SweepResults results = SweepResults.merged(given, ResultsFile.folder(given.get(0)));
    program.console().out().print(MarkdownReport.render(SweepReport.of(results), results));
    return ExitCode.DONE;
  }

  /** One sweep, or the shards of one. */
  private int writeSweep() {
    boolean isOne = given.size() == 1;
    Path first = ResultsFile.folder(given.get(0));
    // Refused before a folder is made.
    SweepResults read = SweepResults.merged(given, first);
    Path target = isOne && out == null ? first : target(!isOne);
    SweepResults results = SweepResults.merged(given, target);
    if (!isOne) {
      requireOf(target, read);
      results.write(target);
    }
    HtmlReport.write(SweepReport.of(results), target);
    return wrote(target);
  }

  private int wrote(Path target) {
    program.console().out().println("Report: " + target.resolve(HtmlReport.NAME));
    return ExitCode.DONE;
  }

  /**
   * A folder beside those of runs: what they wrote is theirs.
   *
   * @param mayHoldResults whether it is looked at later whose
   */
  private Path target(boolean mayHoldResults) {
    if (out != null && !isOneOf(out, given)) {
      boolean isTaken =
          RunFolder.isRun(out) || SweepRuns.isSweep(out) || !BackendRuns.parts(out).isEmpty();
      if (isTaken || (!mayHoldResults && Files.exists(out.resolve(ResultsFile.NAME)))) {
        throw new InvalidInputException(
            "--out must be no folder of another run, whose report it would overwrite, but "
                + out
                + " is one: choose another");
      }
    } else if (out != null && given.size() > 1) {
      throw new InvalidInputException(
          "--out must be a folder beside those of the runs, but is one of them, "
              + out
              + ": choose another");
    }
    try {
      return Files.createDirectories(RunOptions.out(out, "report"));
    } catch (IOException e) {
      throw new InvalidInputException(
          "the output folder must be writable, but " + out + " is not (" + e + ")", e);
    }
  }

  private static boolean isOneOf(Path folder, List<Path> runs) {
    return Files.isDirectory(folder)
        && runs.stream().map(ResultsFile::folder).anyMatch(run -> isSame(folder, run));
  }

  private static boolean isSame(Path folder, Path other) {
    try {
      return Files.isSameFile(folder, other);
    } catch (IOException e) {
      // One of them is not there.
      return false;
    }
  }

  /** Results may be replaced by those of more shards of the same sweep. */
  private static void requireOf(Path target, SweepResults results) {
    Path file = target.resolve(ResultsFile.NAME);
    boolean isSame =
        SweepResults.isIn(target)
            && SweepResults.read(target).sweep().isOfOnePlanWith(results.sweep());
    if (Files.exists(file) && !isSame) {
      throw new InvalidInputException(
          "--out must hold no results but those of the same sweep, but "
              + file
              + " is of something else: choose another folder");
    }
  }
}
