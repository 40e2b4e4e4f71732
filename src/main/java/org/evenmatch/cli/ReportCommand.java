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
        RunDocument document = ResultsJson.read(folder);
        program
            .console()
            .out()
            .print(ResultsJson.rendered(folder, () -> MarkdownReport.render(document)));
      }
    } else if (folders.size() == 1 && !BackendRuns.parts(folders.get(0)).isEmpty()) {
      Path target = out == null ? folders.get(0) : created(out);
      written(target, target, () -> HtmlReport.write(BackendRuns.parts(folders.get(0)), target));
    } else if (folders.size() == 1 && out == null) {
      Path folder = folders.get(0);
      RunDocument document = ResultsJson.read(folder);
      Path target = Files.isDirectory(folder) ? folder : folder.toAbsolutePath().getParent();
      written(folder, target, () -> HtmlReport.write(document, target));
    } else {
      Path target = created(RunOptions.out(out, "report"));
      written(target, target, () -> HtmlReport.write(folders, target));
    }
    return ExitCode.DONE;
  }

  private static Path created(Path target) {
    try {
      return Files.createDirectories(target);
    } catch (IOException e) {
      throw new InvalidInputException(
          "the output folder must be writable, but " + target + " is not (" + e + ")", e);
    }
  }

  private void written(Path source, Path target, Runnable writing) {
    ResultsJson.rendered(
        source,
        () -> {
          writing.run();
          return target;
        });
    program.console().out().println("Report: " + target.resolve(HtmlReport.FILE));
  }
}
