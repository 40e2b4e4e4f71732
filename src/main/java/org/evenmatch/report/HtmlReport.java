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
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;
import org.evenmatch.files.AtomicFiles;
import org.evenmatch.files.Json;

/**
 * Writes {@code report.html}: one file that needs no network and reads from top to bottom as an
 * argument, with charts by Apache ECharts.
 */
public final class HtmlReport {
  /** The file's name in a run's folder. */
  public static final String NAME = "report.html";

  private static final String ECHARTS = "/META-INF/resources/webjars/echarts/5.5.0/echarts.min.js";

  private HtmlReport() {}

  /**
   * What the template sees.
   *
   * @param title of the page
   * @param runs one or several
   * @param sideBySide all configurations of several runs
   * @param chartsJson every chart by its place in the page, as JSON that may stand in a script
   * @param style the page's style sheet
   * @param script draws the charts
   * @param echarts the chart library
   * @param policy what the page may do: run these scripts, no other, and fetch nothing
   */
  public record Page(
      String title,
      List<Report> runs,
      Optional<Figure> sideBySide,
      String chartsJson,
      String style,
      String script,
      String echarts,
      String policy) {}

  /** A chart and the place in the page where it stands. */
  private record Placed(String place, Chart chart) {}

  /** Writes {@code report.html} into {@code folder}. */
  public static void write(Report report, Path folder) {
    write(List.of(report), Optional.empty(), folder);
  }

  /** Writes one {@code report.html} of several runs into {@code folder}. */
  public static void write(List<Report> reports, List<Results> runs, Path folder) {
    write(
        reports,
        runs.size() > 1 ? Optional.of(Reports.sideBySide(runs)) : Optional.empty(),
        folder);
  }

  private static void write(List<Report> reports, Optional<Figure> sideBySide, Path folder) {
    AtomicFiles.writeString(folder.resolve(NAME), render(reports, sideBySide));
  }

  private static String render(List<Report> reports, Optional<Figure> sideBySide) {
    Configuration freemarker = new Configuration(Configuration.VERSION_2_3_34);
    freemarker.setClassForTemplateLoading(HtmlReport.class, "");
    freemarker.setDefaultEncoding(StandardCharsets.UTF_8.name());
    freemarker.setLogTemplateExceptions(false);
    freemarker.setOutputFormat(HTMLOutputFormat.INSTANCE);
    try {
      Template template = freemarker.getTemplate("report.ftlh");
      StringWriter html = new StringWriter();
      template.process(page(reports, sideBySide), html);
      return html.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (TemplateException e) {
      throw new IllegalStateException("the report's template is wrong", e);
    }
  }

  private static Page page(List<Report> reports, Optional<Figure> sideBySide) {
    List<Placed> charts = new ArrayList<>();
    sideBySide.ifPresent(figure -> charts.add(new Placed("run0-" + figure.id(), figure.chart())));
    for (int i = 0; i < reports.size(); i++) {
      for (Figure figure : reports.get(i).figures()) {
        charts.add(new Placed("run" + i + "-" + figure.id(), figure.chart()));
      }
    }
    String script = resource("report.js");
    String echarts = resource(ECHARTS);
    return new Page(
        reports.size() == 1 ? reports.get(0).title() : reports.size() + " runs side by side",
        reports,
        sideBySide,
        // What stands in a script element must not open or close one.
        Json.line(charts).replace("<", "\\u003c"),
        resource("report.css"),
        script,
        echarts,
        String.format(
            "default-src 'none'; script-src '%s' '%s'; style-src 'unsafe-inline'; img-src data: blob:",
            hash(echarts), hash(script)));
  }

  private static String hash(String script) {
    return "sha256-" + Base64.getEncoder().encodeToString(DigestUtils.sha256(script));
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
