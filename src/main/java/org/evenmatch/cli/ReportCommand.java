package org.evenmatch.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.evenmatch.report.HtmlReport;
import org.evenmatch.report.MarkdownReport;
import org.evenmatch.report.ResultsJson;
import org.evenmatch.report.RunDocument;
import org.evenmatch.spec.InvalidInputException;
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
    if (format.equals("md")) {
      for (Path folder : folders) {
        program.console().out().print(MarkdownReport.render(ResultsJson.read(folder)));
      }
    } else if (folders.size() == 1 && out == null) {
      Path folder = folders.get(0);
      RunDocument document = ResultsJson.read(folder);
      written(document, Files.isDirectory(folder) ? folder : folder.toAbsolutePath().getParent());
    } else {
      Path target = RunOptions.out(out, "report");
      try {
        Files.createDirectories(target);
      } catch (IOException e) {
        throw new InvalidInputException(
            "the output folder must be writable, but " + target + " is not (" + e + ")", e);
      }
      HtmlReport.write(folders, target);
      program.console().out().println("Report: " + target.resolve(HtmlReport.FILE));
    }
    return ExitCode.DONE;
  }

  private void written(RunDocument document, Path target) {
    HtmlReport.write(document, target);
    program.console().out().println("Report: " + target.resolve(HtmlReport.FILE));
  }
}
