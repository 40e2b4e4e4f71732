package org.evenmatch.report;

import freemarker.core.HTMLOutputFormat;
import freemarker.template.Configuration;
import freemarker.template.Template;
import freemarker.template.TemplateException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.evenmatch.spec.AtomicFiles;

/**
 * Writes {@code report.html}: one file that needs no network and reads from top to bottom as an
 * argument, with charts by Apache ECharts.
 */
public final class HtmlReport {
  /** The file's name in a run's folder. */
  public static final String FILE = "report.html";

  private static final String ECHARTS = "/META-INF/resources/webjars/echarts/5.5.0/echarts.min.js";

  private HtmlReport() {}

  /**
   * What the template sees.
   *
   * @param title of the page
   * @param runs one or several
   * @param sideBySide all configurations of several runs; no rows for one run
   * @param dataJson the runs' documents as JSON that may stand in a script element
   * @param style the page's style sheet
   * @param charts draws the charts
   * @param echarts the chart library
   */
  public record Page(
      String title,
      List<RunModel> runs,
      Figure sideBySide,
      String dataJson,
      String style,
      String charts,
      String echarts) {}

  /** A run's results with its pictures. */
  private record Run(RunDocument document, Pictures pictures) {}

  /** Writes {@code report.html} into {@code folder}, with the pictures that lie there. */
  public static void write(RunDocument document, Path folder) {
    AtomicFiles.writeString(
        folder.resolve(FILE), render(List.of(new Run(document, pictures(folder)))));
  }

  /** Writes one {@code report.html} into {@code folder}, with the runs of several folders. */
  public static void write(List<Path> runs, Path folder) {
    AtomicFiles.writeString(
        folder.resolve(FILE),
        render(runs.stream().map(run -> new Run(ResultsJson.read(run), pictures(run))).toList()));
  }

  private static Pictures pictures(Path fileOrFolder) {
    Path file = fileOrFolder.resolve(Pictures.FILE);
    return Files.isRegularFile(file) ? ResultsJson.read(file, Pictures.class) : Pictures.NONE;
  }

  private static String render(List<Run> runs) {
    Configuration freemarker = new Configuration(Configuration.VERSION_2_3_34);
    freemarker.setClassForTemplateLoading(HtmlReport.class, "");
    freemarker.setDefaultEncoding(StandardCharsets.UTF_8.name());
    freemarker.setLogTemplateExceptions(false);
    freemarker.setOutputFormat(HTMLOutputFormat.INSTANCE);
    try {
      Template template = freemarker.getTemplate("report.ftlh");
      StringWriter html = new StringWriter();
      template.process(page(runs), html);
      return html.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (TemplateException e) {
      throw new IllegalStateException("the report's template is wrong", e);
    }
  }

  private static Page page(List<Run> runs) {
    List<RunModel> models = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      models.add(RunModels.of(i, runs.get(i).document(), runs.get(i).pictures()));
    }
    List<RunDocument> documents = runs.stream().map(Run::document).toList();
    return new Page(
        models.size() == 1 ? models.get(0).title() : models.size() + " runs side by side",
        models,
        SideBySide.of(documents),
        // What stands in a script element must not open or close one.
        ResultsJson.render(documents).replace("<", "\\u003c"),
        resource("report.css"),
        resource("report.js"),
        resource(ECHARTS));
  }

  private static String resource(String path) {
    try (InputStream stream = HtmlReport.class.getResourceAsStream(path)) {
      if (stream == null) {
        throw new IllegalStateException(path + " is missing from the class path");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
