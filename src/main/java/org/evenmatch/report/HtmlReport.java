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
import java.nio.file.Path;
import java.util.List;
import org.evenmatch.spec.AtomicFiles;

/** Writes {@code report.html}: one file that needs no network, with charts by Apache ECharts. */
public final class HtmlReport {
  /** The file's name in a run's folder. */
  public static final String FILE = "report.html";

  private static final String ECHARTS =
      "/META-INF/resources/webjars/echarts/5.5.0/echarts.common.min.js";

  private HtmlReport() {}

  /**
   * What the template sees.
   *
   * @param title of the page
   * @param verdict what the comparison shows
   * @param facts name and value of what describes the run
   * @param header of the table
   * @param rows of the table
   * @param significance p-values as a line
   * @param errors of configurations that failed
   * @param curvesJson the learning curves as JSON that may stand in a script element
   * @param script the chart library
   */
  public record Model(
      String title,
      String verdict,
      List<List<String>> facts,
      List<String> header,
      List<List<String>> rows,
      String significance,
      List<String> errors,
      String curvesJson,
      String script) {}

  /** Writes {@code report.html} into {@code folder}. */
  public static void write(RunDocument document, Path folder) {
    AtomicFiles.writeString(folder.resolve(FILE), render(document));
  }

  static String render(RunDocument document) {
    Configuration freemarker = new Configuration(Configuration.VERSION_2_3_34);
    freemarker.setClassForTemplateLoading(HtmlReport.class, "");
    freemarker.setDefaultEncoding(StandardCharsets.UTF_8.name());
    freemarker.setOutputFormat(HTMLOutputFormat.INSTANCE);
    try {
      Template template = freemarker.getTemplate("report.ftlh");
      StringWriter html = new StringWriter();
      template.process(model(document), html);
      return html.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (TemplateException e) {
      throw new IllegalStateException("the report's template is wrong", e);
    }
  }

  private static Model model(RunDocument document) {
    RunDocument.DatasetInfo dataset = document.dataset();
    RunDocument.Environment environment = document.configurations().get(0).environment();
    return new Model(
        document.pair().name() + " on " + dataset.name(),
        Verdict.of(document),
        List.of(
            List.of("Pair", document.pair().name() + ", matched by " + document.pair().match()),
            List.of(
                "Dataset",
                String.format(
                    "%s: %s training and %s test images, %d×%d×%d, %d classes",
                    dataset.name(),
                    Numbers.count(dataset.train()),
                    Numbers.count(dataset.test()),
                    dataset.height(),
                    dataset.width(),
                    dataset.channels(),
                    dataset.classes())),
            List.of(
                "Machine",
                document.machine().processor() + ", " + document.machine().cores() + " cores"),
            List.of(
                "Engine",
                String.format(
                    "%s on %s, native build %s, kernels %s, %s, %d threads",
                    environment.engine(),
                    environment.backend(),
                    environment.nativeBuild(),
                    environment.kernels(),
                    environment.blas(),
                    environment.threads())),
            List.of("Java", document.machine().java() + ", " + document.machine().os()),
            List.of("Command", "evenmatch " + String.join(" ", document.command()))),
        TextTables.RESULTS_HEADER,
        TextTables.resultRows(document),
        TextTables.significance(document),
        document.configurations().stream()
            .flatMap(c -> c.error().stream().map(error -> c.name() + ": " + error))
            .toList(),
        curves(document),
        resource(ECHARTS));
  }

  private static String curves(RunDocument document) {
    // Inside a script element only "</" could end it.
    return ResultsJson.render(
            document.configurations().stream()
                .map(c -> new Curve(c.name(), c.kind(), c.curve()))
                .toList())
        .replace("</", "<\\/");
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

  /**
   * One configuration's learning curve.
   *
   * @param name of the configuration
   * @param kind {@code fc} or {@code cnn}
   * @param points one an epoch and seed
   */
  record Curve(String name, String kind, List<RunDocument.CurvePoint> points) {}
}
