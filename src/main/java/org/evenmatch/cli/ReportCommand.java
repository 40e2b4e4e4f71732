package org.evenmatch.cli;

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

/** Rebuilds the report of a run from its {@code results.json}. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Rebuild a report from the results.json of a run.")
final class ReportCommand implements Callable<Integer> {
  private final EvenmatchCommand program;

  @Parameters(arity = "1..*", paramLabel = "DIR", description = "The folders of runs.")
  private List<Path> folders;

  @Option(
      names = "--format",
      paramLabel = "html|md",
      defaultValue = "html",
      description = "html writes report.html into each folder, md prints Markdown.")
  private String format;

  ReportCommand(EvenmatchCommand program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    if (!List.of("html", "md").contains(format)) {
      throw new InvalidInputException(
          "--format must be html or md, but is '" + format + "': choose one of them");
    }
    for (Path folder : folders) {
      RunDocument document = ResultsJson.read(folder);
      if (format.equals("md")) {
        program.console().out().print(MarkdownReport.render(document));
      } else {
        Path target = Files.isDirectory(folder) ? folder : folder.toAbsolutePath().getParent();
        HtmlReport.write(document, target);
        program.console().out().println("Report: " + target.resolve(HtmlReport.FILE));
      }
    }
    return ExitCode.DONE;
  }
}
