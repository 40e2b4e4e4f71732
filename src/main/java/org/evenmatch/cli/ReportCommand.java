package org.evenmatch.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.process.BackendRuns;
import org.evenmatch.process.ExitCode;
import org.evenmatch.report.HtmlReport;
import org.evenmatch.report.MarkdownReport;
import org.evenmatch.report.Results;
import org.evenmatch.report.ResultsFile;
import org.evenmatch.report.SweepReport;
import org.evenmatch.report.SweepResults;
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

  @Parameters(arity = "1..*", paramLabel = "DIR", description = "The folders of runs.")
  private List<Path> folders;

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
    if (SweepResults.isIn(folders.get(0))) {
      return sweep();
    }
    if (format.equals("md")) {
      for (Path folder : folders) {
        Results results = ResultsFile.read(folder);
        program
            .console()
            .out()
            .print(ResultsFile.rendered(folder, () -> RunReports.markdown(results)));
      }
      return ExitCode.DONE;
    }
    Path first = folders.get(0);
    List<Path> parts = folders.size() == 1 ? BackendRuns.parts(first) : List.of();
    List<Path> runs = parts.isEmpty() ? folders : parts;
    Path target;
    if (out != null) {
      target = created(out);
    } else if (folders.size() > 1) {
      target = created(RunOptions.out(null, "report"));
    } else {
      target = Files.isDirectory(first) ? first : first.toAbsolutePath().getParent();
    }
    ResultsFile.rendered(
        folders.size() == 1 ? first : target,
        () -> {
          RunReports.writeHtml(runs, target);
          return target;
        });
    program.console().out().println("Report: " + target.resolve(HtmlReport.NAME));
    return ExitCode.DONE;
  }

  /** One sweep, or the shards of one. */
  private int sweep() {
    if (format.equals("md")) {
      SweepResults results = SweepResults.merged(folders, folders.get(0));
      program.console().out().print(MarkdownReport.render(SweepReport.of(results), results));
      return ExitCode.DONE;
    }
    Path target = out == null && folders.size() == 1 ? folders.get(0) : target();
    SweepResults results = SweepResults.merged(folders, target);
    if (folders.size() > 1) {
      results.write(target);
    }
    HtmlReport.write(SweepReport.of(results), target);
    program.console().out().println("Report: " + target.resolve(HtmlReport.NAME));
    return ExitCode.DONE;
  }

  private Path target() {
    return created(out == null ? RunOptions.out(null, "report") : out);
  }

  private static Path created(Path target) {
    try {
      return Files.createDirectories(target);
    } catch (IOException e) {
      throw new InvalidInputException(
          "the output folder must be writable, but " + target + " is not (" + e + ")", e);
    }
  }
}
