package org.evenmatch.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.evenmatch.experiment.Experiments;
import org.evenmatch.files.Json;
import org.evenmatch.report.HtmlReport;
import org.evenmatch.report.MarkdownReport;
import org.evenmatch.report.Pictures;
import org.evenmatch.report.Report;
import org.evenmatch.report.Reports;
import org.evenmatch.report.Results;
import org.evenmatch.report.ResultsFile;
import org.evenmatch.report.TextReport;
import org.evenmatch.report.TextStyle;

/** Renders the reports of runs that lie in folders. */
public final class RunReports {
  private RunReports() {}

  /**
   * The report of {@code results}.
   *
   * @param pictures first layers and examples
   */
  static Report of(Results results, Pictures pictures) {
    int classes = results.dataset().map(Results.DatasetInfo::classes).orElse(1);
    return Reports.of(results, Experiments.sections(results.probes(), classes), pictures);
  }

  /** The report for a terminal. */
  public static String text(Results results, TextStyle style) {
    return TextReport.render(of(results, Pictures.NONE), style);
  }

  /** The report as Markdown. */
  public static String markdown(Results results) {
    return MarkdownReport.render(of(results, Pictures.NONE), results);
  }

  /**
   * Writes one {@code report.html} of several runs, or of one.
   *
   * @param runs files of results, or folders that hold them, with the pictures beside them
   * @param folder where to write it
   */
  public static void writeHtml(List<Path> runs, Path folder) {
    List<Results> results = runs.stream().map(ResultsFile::read).toList();
    List<Report> reports =
        IntStream.range(0, runs.size())
            .mapToObj(i -> of(results.get(i), pictures(runs.get(i))))
            .toList();
    HtmlReport.write(reports, results, folder);
  }

  /** The pictures of the run that lies in {@code fileOrFolder}. */
  static Pictures pictures(Path fileOrFolder) {
    Path folder =
        Files.isDirectory(fileOrFolder) ? fileOrFolder : fileOrFolder.toAbsolutePath().getParent();
    Path file = folder.resolve(Pictures.FILE);
    return Files.isRegularFile(file) ? Json.read(file, Pictures.class) : Pictures.NONE;
  }
}
